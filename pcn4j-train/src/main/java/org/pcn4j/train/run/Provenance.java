package org.pcn4j.train.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.LibraryVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the numbers of a run come from: what one needs to make them again.
 *
 * @param versions of the library and what it stands on, by name
 * @param commit checked out in the folder that the run was started in, if it is one of a Git repository
 * @param clean whether the files there that Git tracks were as they were committed; empty where that is not known
 * @param command the words that started the run
 * @param seed everything random is drawn from it
 * @param data what was trained on and tested on, each with its digest; see {@link DataDigest}
 * @param threads as {@link Threads} names them
 * @param arithmetic what carries its rules out, as in {@code fused (vector, 16 lanes)}; not known of runs of earlier versions
 * @param machine what it ran on, by property
 * @param started when the run began first
 * @param ended when it ended; none while it goes on, or if it was killed
 * @param end why it ended, in words
 * @param stretches the run from one interruption to the next, the latest last; empty in runs of version 0.1.0
 */
public record Provenance(
        Map<String, String> versions,
        Optional<String> commit,
        Optional<Boolean> clean,
        List<String> command,
        long seed,
        Map<String, String> data,
        String threads,
        Optional<String> arithmetic,
        Map<String, String> machine,
        Instant started,
        Optional<Instant> ended,
        Optional<String> end,
        List<Stretch> stretches) {
    private static final String FAILED = "failed: ";
    private static final String BROKEN_OFF = "broke off: ";
    private static final double GIB = 1L << 30;

    /** Copies the maps, keeping their order, and the list. */
    public Provenance {
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
        command = List.copyOf(command);
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
        stretches = List.copyOf(stretches);
    }

    /**
     * Describes a run that begins here and now. Loads libtorch.
     *
     * @param command the words that started it
     * @param data what is trained on and tested on, each with its digest
     */
    public static Provenance begin(List<String> command, long seed, Map<String, String> data, Instant now) {
        Platform platform = Platform.current();
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("pcn4j", LibraryVersion.current());
        versions.put("libtorch", platform.libtorch());
        versions.put("OpenBLAS", platform.openBlas());
        versions.put("oneDNN", platform.oneDnn());
        versions.put("JavaCPP", platform.javaCpp());
        versions.put("Java", Runtime.version() + " (" + System.getProperty("java.vm.name", "unknown") + ")");
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("platform", platform.name());
        machine.put("system", System.getProperty("os.name", "?") + " " + System.getProperty("os.version", "?"));
        machine.put("instructions", platform.capability());
        machine.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("memory", String.format(Locale.ROOT, "%.1f GiB", platform.physicalMemory() / GIB));
        Stretch first = Stretch.begin(now, 0, command, Map.of());
        return new Provenance(
                versions,
                first.commit(),
                first.clean(),
                command,
                seed,
                data,
                Threads.current().toString(),
                Optional.empty(),
                machine,
                now,
                Optional.empty(),
                Optional.empty(),
                List.of(first));
    }

    /** Returns this of a run that goes on, after it was interrupted. */
    public Provenance resumed() {
        return with(Optional.empty(), Optional.empty());
    }

    /** Returns this of a run that goes on, and keeps what is known of how it came there. */
    public Provenance resumed(Stretch next) {
        List<Stretch> all = new ArrayList<>(stretches);
        if (all.isEmpty()) {
            all.add(new Stretch(started, 0, command, Map.of(), commit, clean, ended, end));
        }
        all.add(next);
        return with(Optional.empty(), Optional.empty(), all);
    }

    /** Returns this of a run whose rules are carried out so from now on. */
    public Provenance withArithmetic(String words) {
        return with(Optional.of(words), ended, end, stretches);
    }

    /** Returns this of a run that is over. */
    public Provenance ended(Instant when, String why) {
        return with(Optional.of(when), Optional.of(why));
    }

    /** Returns this of a run that is over, as its settings led to no result: to go on would lead there again. */
    public Provenance failed(Instant when, String why) {
        return ended(when, FAILED + why);
    }

    /** Returns this of a run that could not go on for a reason outside of it, and can once that is gone. */
    public Provenance brokenOff(Instant when, String why) {
        return ended(when, BROKEN_OFF + why);
    }

    /** Returns the commit and whether the working tree was clean, in words, if there is a commit. */
    public Optional<String> commitInWords() {
        String tree = clean.map(yes -> yes ? ", clean" : ", with changes that are not committed")
                .orElse(", not known whether clean");
        return commit.map(each -> each + tree);
    }

    /** Returns why the run failed, if it did, so that it is over without a result. */
    public Optional<String> failure() {
        return end.filter(words -> words.startsWith(FAILED)).map(words -> words.substring(FAILED.length()));
    }

    /** Returns how long the run was at work, without its interruptions; nothing of a stretch that was killed is known. */
    public Duration time() {
        if (stretches.isEmpty()) {
            return ended.map(when -> Duration.between(started, when)).orElse(Duration.ZERO);
        }
        return stretches.stream()
                .flatMap(each -> each.ended().map(when -> Duration.between(each.started(), when)).stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Provenance with(Optional<Instant> when, Optional<String> why) {
        List<Stretch> all = new ArrayList<>(stretches);
        if (!all.isEmpty()) {
            all.add(all.remove(all.size() - 1).ending(when, why));
        }
        return with(when, why, all);
    }

    private Provenance with(Optional<Instant> when, Optional<String> why, List<Stretch> all) {
        return with(arithmetic, when, why, all);
    }

    private Provenance with(Optional<String> words, Optional<Instant> when, Optional<String> why, List<Stretch> all) {
        return new Provenance(
                versions, commit, clean, command, seed, data, threads, words, machine, started, when, why, all);
    }

    /** Returns this as JSON. */
    String json() {
        return JsonPage.of(this);
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param file to be named in messages
     * @throws RunException if it is damaged
     */
    static Provenance parse(String json, String file) {
        return JsonPage.read(file, () -> {
            JsonNode tree = JsonPage.MAPPER.readTree(json);
            if (tree instanceof ObjectNode object && !object.has("stretches")) {
                object.putArray("stretches");
            }
            return JsonPage.MAPPER.treeToValue(tree, Provenance.class);
        });
    }
}
