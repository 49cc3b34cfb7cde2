package org.pcn4j.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Distributed;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.Reduction;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * An update by two ranks of one worker beside one by one process of two workers, in turns: the same bits, and how much longer it takes
 * that what was learned travels, through memory and over the network. {@code bench/ranks} starts it.
 */
public final class RanksBenchmark {
    private static final int RANKS = 2;
    private static final long SIDE = 28;
    private static final int CLASSES = 10;
    /** So many that they are not learned by heart: gradients that vanish are subnormal numbers, with which processors take their time. */
    private static final int BATCHES = 50;

    private static final double TURN_SECONDS = 0.5;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private RanksBenchmark() {}

    /**
     * A work.
     *
     * @param batch how many samples an update learns from
     */
    private record Work(Network network, Rule rule, int batch) {}

    private static Map<String, Work> works() {
        Rule zil = new Rule.Scheduled(ZeroDivergence.schedule());
        Shape image = Shape.of(1, SIDE, SIDE);
        Map<String, Work> works = new LinkedHashMap<>();
        works.put(
                "Z-IL, mlp, batch 128",
                new Work(Models.mlp(image, List.of(128, 128), new Tanh(), CLASSES, new CrossEntropy()), zil, 128));
        works.put("Z-IL, cnn, batch 64", new Work(Models.cnn(image, CLASSES, new CrossEntropy()), zil, 64));
        works.put(
                "IL, W1",
                new Work(
                        Models.mlp(image, List.of(128, 128, 128), new Gelu(), CLASSES, new SquaredError()),
                        new Rule.Scheduled(InferenceLearning.schedule(8, 0.1)),
                        128));
        return works;
    }

    /**
     * Runs it.
     *
     * @param args how many turns, 12 unless it is said
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int turns = args.length == 0 ? 12 : Integer.parseInt(args[0]);
        Optional<Rendezvous> told = Rendezvous.of(System.getenv());
        if (told.isPresent()) {
            try (Groups groups = Groups.join(told.get())) {
                works().values().forEach(work -> follow(work, groups));
            }
            return;
        }
        Rendezvous place = Rendezvous.here(0, RANKS, Rendezvous.freePort());
        Process other = start(place.port());
        try (Groups groups = Groups.join(place)) {
            works().forEach((name, work) -> System.out.println(name + ": " + line(work, groups, turns)));
        } finally {
            other.waitFor();
        }
    }

    /** The same ranks, as they hand numbers to each other through memory and over the network. */
    private record Groups(ProcessGroup memory, ProcessGroup network) implements AutoCloseable {
        static Groups join(Rendezvous place) {
            ProcessGroup memory = ProcessGroup.join(place);
            int port = ByteBuffer.wrap(memory.broadcast(bytes(Rendezvous.freePort())))
                    .getInt();
            return new Groups(memory, ProcessGroup.joinByNetwork(Rendezvous.here(place.rank(), place.size(), port)));
        }

        @Override
        public void close() {
            network.close();
            memory.close();
        }
    }

    /** Who updates. */
    private enum Way {
        ALONE("one process"),
        MEMORY("two ranks through memory"),
        NETWORK("over the network"),
        FAST("over the network by fast sums");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        ParameterUpdater through(Optimizer optimizer, Groups groups) {
            return switch (this) {
                case ALONE -> optimizer;
                case MEMORY -> new Distributed(optimizer, groups.memory());
                case NETWORK -> new Distributed(optimizer, groups.network());
                case FAST -> new Distributed(optimizer, groups.network(), Reduction.FAST);
            };
        }

        int ranks() {
            return this == ALONE ? 1 : RANKS;
        }
    }

    private static Process start(int port) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), RanksBenchmark.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Rendezvous.here(1, RANKS, port).environment());
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** A network that learns. */
    private static final class Side implements AutoCloseable {
        private final Work work;
        private final Way way;
        private final TensorScope scope = new TensorScope();
        private final Parameters parameters;
        private final Optimizer optimizer = new Adam(1e-3).fused();
        private final Learner learner;
        private final List<Clamps> clamps = new ArrayList<>();

        Side(Work work, Way way, Groups groups) {
            this.work = work;
            this.way = way;
            this.parameters = work.network().initialize(new Seed(1), DType.FLOAT32);
            this.learner = work.rule().learner(work.network(), parameters, way.through(optimizer, groups), new Seed(2));
            for (int i = 0; i < BATCHES; i++) {
                clamps.add(clamps(work, new Seed(3).derive(i)));
            }
        }

        private static Clamps clamps(Work work, Seed data) {
            Tensor images = data.derive("x").uniform(DType.FLOAT32, Shape.of(work.batch(), 1, SIDE, SIDE), 0, 1);
            Tensor labels = Tensor.of(
                    Shape.of(work.batch()),
                    data.generator().longs(work.batch(), 0, CLASSES).toArray());
            return Clamps.ofSamples(work.network(), images, labels, DType.FLOAT32);
        }

        double run(int updates) {
            Shards.suited(work.network(), work.batch(), RANKS / way.ranks(), way.ranks())
                    .use();
            long start = System.nanoTime();
            for (int i = 0; i < updates; i++) {
                learner.update(clamps.get(i % BATCHES));
            }
            return (System.nanoTime() - start) / NANOS_PER_MILLISECOND / updates;
        }

        List<double[]> numbers() {
            return parameters.tensors().stream().map(Tensor::toDoubles).toList();
        }

        @Override
        public void close() {
            scope.close();
            optimizer.close();
            parameters.close();
        }
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /** Does as many updates as rank 0 says, in each way, until it says none. */
    private static void follow(Work work, Groups groups) {
        try (Sides sides = new Sides(work, groups, EnumSet.complementOf(EnumSet.of(Way.ALONE)))) {
            for (int updates = told(groups); updates > 0; updates = told(groups)) {
                for (Side side : sides.all().values()) {
                    groups.memory().barrier();
                    side.run(updates);
                }
            }
        }
    }

    private static int told(Groups groups) {
        return ByteBuffer.wrap(groups.memory().broadcast(bytes(0))).getInt();
    }

    private record Sides(Map<Way, Side> all) implements AutoCloseable {
        Sides(Work work, Groups groups, Set<Way> ways) {
            this(new EnumMap<>(Way.class));
            ways.forEach(way -> all.put(way, new Side(work, way, groups)));
        }

        @Override
        public void close() {
            all.values().forEach(Side::close);
        }
    }

    private static String line(Work work, Groups groups, int turns) {
        Map<Way, List<Double>> millis = new EnumMap<>(Way.class);
        Map<Way, List<Double>> ratios = new EnumMap<>(Way.class);
        try (Sides sides = new Sides(work, groups, EnumSet.allOf(Way.class))) {
            int updates = 10;
            for (int turn = -3; turn < turns; turn++) {
                groups.memory().broadcast(bytes(updates));
                double alone = 1;
                for (Map.Entry<Way, Side> each : sides.all().entrySet()) {
                    if (each.getKey() != Way.ALONE) {
                        groups.memory().barrier();
                    }
                    double took = each.getValue().run(updates);
                    alone = each.getKey() == Way.ALONE ? took : alone;
                    if (turn >= 0) {
                        millis.computeIfAbsent(each.getKey(), way -> new ArrayList<>())
                                .add(took);
                        ratios.computeIfAbsent(each.getKey(), way -> new ArrayList<>())
                                .add(took / alone);
                    }
                }
                if (turn == -1) {
                    // All sides go on alike, so that in the end they can be compared.
                    updates = Math.max(10, (int) (TURN_SECONDS * NANOS_PER_SECOND / NANOS_PER_MILLISECOND / alone));
                }
            }
            groups.memory().broadcast(bytes(0));
            List<double[]> expected =
                    Objects.requireNonNull(sides.all().get(Way.ALONE)).numbers();
            return sides.all().entrySet().stream()
                    .map(each -> String.format(
                            Locale.ROOT,
                            "%n  %-30s %8.2f ms, %.2f times [%.2f–%.2f], %s",
                            each.getKey().words,
                            quantile(millis.getOrDefault(each.getKey(), List.of()), 0.5),
                            quantile(ratios.getOrDefault(each.getKey(), List.of()), 0.5),
                            quantile(ratios.getOrDefault(each.getKey(), List.of()), 0.1),
                            quantile(ratios.getOrDefault(each.getKey(), List.of()), 0.9),
                            same(expected, each.getValue().numbers()) ? "the same bits" : "other bits"))
                    .collect(Collectors.joining());
        }
    }

    private static boolean same(List<double[]> first, List<double[]> second) {
        for (int i = 0; i < first.size(); i++) {
            if (!Arrays.equals(first.get(i), second.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static double quantile(List<Double> numbers, double part) {
        double[] sorted =
                numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[(int) Math.round(part * (sorted.length - 1))];
    }
}
