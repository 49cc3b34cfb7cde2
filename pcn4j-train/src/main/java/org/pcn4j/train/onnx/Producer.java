package org.pcn4j.train.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Who writes models. */
final class Producer {
    static final String NAME = "pcn4j";

    private Producer() {}

    /** Returns this library's version, as the build wrote it down. */
    static String version() {
        try (InputStream in = Producer.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(in, "version.properties is missing from the library"));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
