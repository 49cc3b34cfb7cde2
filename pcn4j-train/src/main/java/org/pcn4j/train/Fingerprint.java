package org.pcn4j.train;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.TensorChecksum;

/**
 * All that determines the course of a training, in words: two trainings that agree in it go through the same numbers, but
 * for the rates, which are compared update by update, and for what the user's own functions hide.
 *
 * @param facts by name
 * @param network the network as a table
 */
record Fingerprint(SortedMap<String, String> facts, String network) {
    private static final int MOST_SAMPLES = 64;
    private static final int AT_A_TIME = 256;
    // What Java calls objects that have no better name differs from run to run.
    private static final String IDENTITY = "(\\$\\$Lambda[^@\\s,)\\]]*)?@[0-9a-f]+";

    static Fingerprint of(Settings settings, Parameters parameters, Optimizer optimizer, Samples samples) {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("rule", settings.rules.toString().replaceAll(IDENTITY, ""));
        facts.put("batch size", Integer.toString(settings.batchSize));
        facts.put("seed", Long.toString(settings.seed.value()));
        settings.clipping.describe(facts);
        facts.put(
                "projection",
                settings.projections.isEmpty()
                        ? "none"
                        : settings.projections.stream()
                                .map(each -> each.toString().replaceAll(IDENTITY, ""))
                                .collect(Collectors.joining(", then ")));
        facts.put("samples", described(samples));
        facts.put("checksum of the first and the last batch", checksum(settings.batches(samples, parameters)));
        facts.put(
                "validation samples",
                settings.validation.map(Fingerprint::described).orElse("none"));
        facts.put(
                "checksum of the validation samples",
                settings.validation
                        .map(each -> checksum(each, parameters.dtype()))
                        .orElse("none"));
        facts.put("time of validation", settings.validation.isPresent() ? "each " + settings.validateEvery : "none");
        optimizer.settings().forEach((name, setting) -> facts.put("optimizer's " + name, setting));
        return new Fingerprint(facts, settings.network.toString().replaceAll(IDENTITY, ""));
    }

    private static String described(Samples samples) {
        return samples.size() + " " + samples.kind();
    }

    /** Of what updates really learn from, changed at random if it is to be. */
    private static String checksum(Batches batches) {
        TensorChecksum sum = new TensorChecksum();
        for (long update : new long[] {0, batches.perEpoch() - 1}) {
            try (TensorScope scope = new TensorScope()) {
                add(sum, batches.get(update));
            }
        }
        return sum.toString();
    }

    private static String checksum(Samples samples, DType dtype) {
        TensorChecksum sum = new TensorChecksum();
        try (TensorScope scope = new TensorScope()) {
            int count = Math.min(MOST_SAMPLES, samples.size());
            add(sum, samples.batch(IntStream.range(0, count).toArray(), dtype));
            add(
                    sum,
                    samples.batch(
                            IntStream.range(samples.size() - count, samples.size())
                                    .toArray(),
                            dtype));
        }
        return sum.toString();
    }

    /**
     * Returns checksums of all samples, each of which is looked at once.
     *
     * @param dtype of what is learned
     */
    static SortedMap<String, String> ofAllSamples(Settings settings, Samples samples, DType dtype) {
        SortedMap<String, String> all = new TreeMap<>();
        all.put("samples to train on", checksumOfAll(samples, dtype));
        settings.validation.ifPresent(each -> all.put("samples to validate by", checksumOfAll(each, dtype)));
        return all;
    }

    private static String checksumOfAll(Samples samples, DType dtype) {
        TensorChecksum sum = new TensorChecksum();
        for (int first = 0; first < samples.size(); first += AT_A_TIME) {
            try (TensorScope scope = new TensorScope()) {
                int last = Math.min(first + AT_A_TIME, samples.size());
                add(sum, samples.batch(IntStream.range(first, last).toArray(), dtype));
            }
        }
        return described(samples) + " with checksum " + sum;
    }

    private static void add(TensorChecksum sum, Batch batch) {
        sum.add(batch.inputs()).add(batch.targets());
    }

    /** Returns in words what is different in another course, as in {@code the batch size was 64 and is 50}. */
    Optional<String> difference(Fingerprint now) {
        Optional<String> nodes = difference(network, now.network);
        if (nodes.isPresent()) {
            return nodes;
        }
        SortedMap<String, String> names = new TreeMap<>(facts);
        names.putAll(now.facts);
        return names.keySet().stream()
                .filter(name -> !fact(name).equals(now.fact(name)))
                .findFirst()
                .map(name -> "the " + name + " was " + fact(name) + " and is " + now.fact(name));
    }

    private String fact(String name) {
        return facts.getOrDefault(name, "none");
    }

    private static Optional<String> difference(String then, String now) {
        Iterator<String> lines = now.lines().iterator();
        for (String line : List.of(then.split("\n", -1))) {
            String other = lines.hasNext() ? lines.next() : "";
            if (!words(line).equals(words(other))) {
                return Optional.of("the network had the node '" + words(line) + "' and has '" + words(other) + "'");
            }
        }
        return lines.hasNext()
                ? Optional.of("the network did not have the node '" + words(lines.next()) + "'")
                : Optional.empty();
    }

    private static String words(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }
}
