package org.pcn4j.train.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Which version of the library this is, for what it writes into files. */
public final class LibraryVersion {
    private LibraryVersion() {}

    /** Returns the version, as the build wrote it down. */
    public static String current() {
        try (InputStream in = LibraryVersion.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(in, "version.properties is missing from the library"));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
