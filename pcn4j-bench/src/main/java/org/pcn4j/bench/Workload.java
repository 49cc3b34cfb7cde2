package org.pcn4j.bench;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An entry of {@code bench/workloads.json}: what is learned, by what rule.
 *
 * @param network mlp, or a model of the library
 * @param sizes of the layers of an mlp, the input's first; features, units and classes of an rnn; empty for others
 * @param length of an rnn's sequences; 0 for other models
 * @param activation of an mlp; empty for other models
 * @param batch samples in a batch
 * @param rule il, il by adam, ipc, epc, z-il or bp; settle, where nothing is learned
 * @param arithmetic exact, fused or bf16; empty for what the rule has by itself
 * @param steps T of rules that relax; 0 for other rules
 * @param gamma γ of rules that relax; 1 for other rules
 * @param learningRate the optimizer's, {@code lr} in the file
 */
record Workload(
        String id,
        String network,
        List<Integer> sizes,
        int length,
        String activation,
        int batch,
        String rule,
        String arithmetic,
        int steps,
        double gamma,
        String loss,
        String optimizer,
        double learningRate) {
    /** The rule by which values settle and nothing is learned. */
    static final String SETTLE = "settle";

    private static final int DEFAULT_STEPS = 8;
    private static final double DEFAULT_GAMMA = 0.1;

    Workload {
        sizes = List.copyOf(sizes);
    }

    /**
     * Reads one workload.
     *
     * @param file a list of workloads, or an object that holds the list as {@code workloads}
     * @throws IllegalArgumentException if there is none of that name, or if it lacks something
     */
    static Workload read(Path file, String id) {
        JsonNode root = JsonMapper.shared().readTree(file);
        JsonNode entries = root.isArray() ? root : root.path("workloads");
        for (JsonNode entry : entries) {
            if (entry.path("id").asString("").equals(id)) {
                return of(entry);
            }
        }
        String known = StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.path("id").asString(""))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no workload '" + id + "' in " + file + ", which has: " + known);
    }

    private static Workload of(JsonNode entry) {
        return new Workload(
                required(entry, "id").asString(),
                required(entry, "network").asString(),
                StreamSupport.stream(entry.path("sizes").spliterator(), false)
                        .map(JsonNode::asInt)
                        .toList(),
                entry.path("length").asInt(0),
                entry.path("activation").asString(""),
                required(entry, "batch").asInt(),
                required(entry, "rule").asString(),
                entry.path("arithmetic").asString(""),
                entry.path("steps").asInt(0),
                entry.path("gamma").asDouble(1),
                required(entry, "loss").asString(),
                required(entry, "optimizer").asString(),
                required(entry, "lr").asDouble());
    }

    private static JsonNode required(JsonNode entry, String key) {
        if (!entry.has(key)) {
            throw new IllegalArgumentException("workload '" + entry.path("id").asString("") + "' has no '" + key + "'");
        }
        return entry.get(key);
    }

    /** Reads one that {@link #write} wrote, without a JSON library: what is timed from the start should not load one. */
    static Workload read(Path properties) throws IOException {
        Properties entry = new Properties();
        try (Reader reader = Files.newBufferedReader(properties)) {
            entry.load(reader);
        }
        String sizes = text(entry, "sizes");
        return new Workload(
                text(entry, "id"),
                text(entry, "network"),
                sizes.isEmpty()
                        ? List.of()
                        : Arrays.stream(sizes.split(" ")).map(Integer::valueOf).toList(),
                Integer.parseInt(text(entry, "length")),
                text(entry, "activation"),
                Integer.parseInt(text(entry, "batch")),
                text(entry, "rule"),
                text(entry, "arithmetic"),
                Integer.parseInt(text(entry, "steps")),
                Double.parseDouble(text(entry, "gamma")),
                text(entry, "loss"),
                text(entry, "optimizer"),
                Double.parseDouble(text(entry, "lr")));
    }

    private static String text(Properties entry, String key) {
        String text = entry.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("the workload has no '" + key + "'");
        }
        return text;
    }

    /** Tells whether the network's output is to be its input. */
    boolean reconstructs() {
        return sizes.size() > 1 && loss.equals("squared-error") && sizes.get(0).equals(sizes.get(sizes.size() - 1));
    }

    /** Returns the same learned by another rule; il takes T = 8 and γ = 0.1 where this one does not say. */
    Workload by(String other) {
        boolean relaxes = other.equals("il");
        boolean told = rule.equals("il");
        return new Workload(
                id,
                network,
                sizes,
                length,
                activation,
                batch,
                other,
                "",
                relaxes ? (told ? steps : DEFAULT_STEPS) : 0,
                relaxes ? (told ? gamma : DEFAULT_GAMMA) : 1,
                loss,
                optimizer,
                learningRate);
    }

    /** Writes it as Java properties. */
    void write(Path properties) throws IOException {
        Properties entry = new Properties();
        entry.setProperty("id", id);
        entry.setProperty("network", network);
        entry.setProperty("sizes", sizes.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        entry.setProperty("length", String.valueOf(length));
        entry.setProperty("activation", activation);
        entry.setProperty("batch", String.valueOf(batch));
        entry.setProperty("rule", rule);
        entry.setProperty("arithmetic", arithmetic);
        entry.setProperty("steps", String.valueOf(steps));
        entry.setProperty("gamma", String.valueOf(gamma));
        entry.setProperty("loss", loss);
        entry.setProperty("optimizer", optimizer);
        entry.setProperty("lr", String.valueOf(learningRate));
        StringWriter text = new StringWriter();
        entry.store(text, id);
        Files.writeString(properties, text.toString());
    }
}
