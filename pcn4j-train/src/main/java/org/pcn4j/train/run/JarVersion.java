package org.pcn4j.train.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/** The version of a jar on the class path, which Maven writes into it. */
final class JarVersion {
    private JarVersion() {}

    /** Returns the version, if the classes come from a jar. */
    static Optional<String> of(String group, String artifact) {
        String name = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream stream = JarVersion.class.getResourceAsStream(name)) {
            if (stream == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(stream);
            return Optional.ofNullable(properties.getProperty("version"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
