package org.pcn4j.train.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Properties;

/**
 * A script or style that goes into every page.
 *
 * @param text as it stands in the page
 */
record Asset(String text) {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/";
    private static final String UPLOT_VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    /** Reads one of this package's own. */
    static Asset own(String name) {
        return new Asset(read("/org/pcn4j/train/report/" + name));
    }

    /** Reads the script of the charts, with its license. */
    static Asset chartScript() {
        return new Asset("/*!\n" + read(UPLOT + version() + "/LICENSE") + "\n*/\n"
                + read(UPLOT + version() + "/dist/uPlot.iife.min.js"));
    }

    /** Reads the style of the charts. */
    static Asset chartStyle() {
        return new Asset(read(UPLOT + version() + "/dist/uPlot.min.css"));
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream stream = Asset.class.getResourceAsStream(UPLOT_VERSION)) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the class path cannot be read: " + e.getMessage(), e);
        }
        return properties.getProperty("version", "");
    }

    private static String read(String name) {
        try (InputStream stream = Asset.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the class path lacks '" + name + "', which reports are made of");
            }
            // Browsers read a line's end as one character, and so must the digest.
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new IllegalStateException("the class path cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns what a content security policy admits the text by. */
    String source() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
