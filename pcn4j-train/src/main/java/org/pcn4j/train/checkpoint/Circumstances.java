package org.pcn4j.train.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.LibraryVersion;

/**
 * What a training runs on. Where any of it differs, the last bits of the numbers may differ.
 *
 * @param facts by name: versions, the processor's instructions, threads
 */
public record Circumstances(SortedMap<String, String> facts) {
    private static final String LIBRARY = "pcn4j";

    /** Copies the map. */
    public Circumstances {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** Returns what this process runs on, with the threads that are in force. */
    public static Circumstances current() {
        return current(1);
    }

    /** Returns what some processes run on that train together, of which this is one: all their workers count. */
    public static Circumstances current(int ranks) {
        Platform platform = Platform.current();
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put(LIBRARY, LibraryVersion.current());
        facts.put("libtorch", platform.libtorch());
        facts.put("OpenBLAS", platform.openBlas());
        facts.put("oneDNN", platform.oneDnn());
        facts.put("instructions", platform.capability());
        facts.put("platform", platform.name());
        facts.put("Java", Runtime.version().toString());
        Threads own = Threads.current();
        Threads all = new Threads(own.convolution(), own.matrix(), own.workers() * ranks, own.oneDnn());
        facts.put("threads", all.toString());
        return new Circumstances(facts);
    }

    /** Returns the same for what even a training depends on of which threads and machines change no bit: the library. */
    public List<String> differencesOfVersions(Circumstances now) {
        return new Circumstances(only(facts)).differences(new Circumstances(only(now.facts())));
    }

    private static SortedMap<String, String> only(SortedMap<String, String> facts) {
        SortedMap<String, String> some = new TreeMap<>(facts);
        some.keySet().retainAll(Set.of(LIBRARY));
        return some;
    }

    /** Returns in words what is different now, as in {@code threads were '1+2 threads' and are '1+1 threads'}. */
    public List<String> differences(Circumstances now) {
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
