package org.pcn4j.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What is measured, and on what it runs. */
final class Versions {
    private Versions() {}

    /** Returns the versions by name. */
    static Map<String, String> all() {
        Map<String, String> versions = new LinkedHashMap<>();
        Properties built = built();
        for (String name : new String[] {"pcn4j", "libtorch", "openblas"}) {
            versions.put(name, built.getProperty(name, "unknown"));
        }
        versions.put("java", Runtime.version().toString());
        return versions;
    }

    private static Properties built() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
