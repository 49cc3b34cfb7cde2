package org.pcn4j.train.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;

/**
 * What a training runs on. Where any of it differs, the last bits of the numbers may differ.
 *
 * @param facts by name: versions, the processor's instructions, threads
 */
public record Provenance(SortedMap<String, String> facts) {
    /** Copies the map. */
    public Provenance {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** Returns what this process runs on, with the threads that are in force. */
    public static Provenance current() {
        Platform platform = Platform.current();
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("pcn4j", version());
        facts.put("libtorch", platform.libtorch());
        facts.put("OpenBLAS", platform.openBlas());
        facts.put("oneDNN", platform.oneDnn());
        facts.put("instructions", platform.capability());
        facts.put("platform", platform.name());
        facts.put("Java", Runtime.version().toString());
        facts.put("threads", Threads.current().toString());
        return new Provenance(facts);
    }

    private static String version() {
        try (InputStream in = Provenance.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(in, "version.properties is missing from the library"));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns in words what is different now, as in {@code threads were '1+2 threads' and are '1+1 threads'}. */
    public List<String> differences(Provenance now) {
        List<String> differences = new ArrayList<>();
        now.facts().forEach((name, fact) -> {
            String then = facts.getOrDefault(name, "unknown");
            if (!then.equals(fact)) {
                differences.add(name + " was '" + then + "' and is '" + fact + "'");
            }
        });
        return differences;
    }
}
