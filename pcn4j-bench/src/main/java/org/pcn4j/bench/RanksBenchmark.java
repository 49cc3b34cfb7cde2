package org.pcn4j.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Distributed;
import org.pcn4j.inference.run.ParameterUpdater;
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
 * that what was learned travels. {@code bench/ranks} starts it.
 */
public final class RanksBenchmark {
    private static final int RANKS = 2;
    private static final long SIDE = 28;
    private static final int CLASSES = 10;
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
        if (System.getenv(Rendezvous.RANK) != null) {
            try (ProcessGroup group =
                    ProcessGroup.join(Rendezvous.of(System.getenv()).orElseThrow())) {
                for (Work work : works().values()) {
                    follow(work, group);
                }
            }
            return;
        }
        int port = Rendezvous.freePort();
        Process other = start(port);
        try (ProcessGroup group = ProcessGroup.join(Rendezvous.here(0, RANKS, port))) {
            works().forEach((name, work) -> System.out.println(name + ": " + line(work, group, turns)));
        } finally {
            other.waitFor();
        }
    }

    private static Process start(int port) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), RanksBenchmark.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(Rendezvous.here(1, RANKS, port).environment());
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** A network that learns. */
    private static final class Side implements AutoCloseable {
        private final Work work;
        private final int ranks;
        private final TensorScope scope = new TensorScope();
        private final Parameters parameters;
        private final Optimizer optimizer = new Adam(1e-3).fused();
        private final Learner learner;
        private final Clamps clamps;

        Side(Work work, int ranks, ProcessGroup group) {
            this.work = work;
            this.ranks = ranks;
            this.parameters = work.network().initialize(new Seed(1), DType.FLOAT32);
            ParameterUpdater updater = ranks == 1 ? optimizer : new Distributed(optimizer, group);
            this.learner = work.rule().learner(work.network(), parameters, updater, new Seed(2));
            Seed data = new Seed(3);
            Tensor images = data.derive("x").uniform(DType.FLOAT32, Shape.of(work.batch(), 1, SIDE, SIDE), 0, 1);
            Tensor labels = Tensor.of(
                    Shape.of(work.batch()),
                    data.generator().longs(work.batch(), 0, CLASSES).toArray());
            this.clamps = Clamps.ofSamples(work.network(), images, labels, DType.FLOAT32);
        }

        double run(int updates) {
            Shards.suited(work.network(), work.batch(), RANKS / ranks, ranks).use();
            long start = System.nanoTime();
            for (int i = 0; i < updates; i++) {
                learner.update(clamps);
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

    /** Does as many updates as rank 0 says, until it says none. */
    private static void follow(Work work, ProcessGroup group) {
        try (Side side = new Side(work, RANKS, group)) {
            int updates = ByteBuffer.wrap(group.broadcast(new byte[0])).getInt();
            while (updates > 0) {
                side.run(updates);
                updates = ByteBuffer.wrap(group.broadcast(new byte[0])).getInt();
            }
        }
    }

    private static String line(Work work, ProcessGroup group, int turns) {
        List<Double> alone = new ArrayList<>();
        List<Double> together = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (Side one = new Side(work, 1, group);
                Side two = new Side(work, RANKS, group)) {
            int updates = 10;
            for (int turn = -3; turn < turns; turn++) {
                double single = one.run(updates);
                group.broadcast(bytes(updates));
                double shared = two.run(updates);
                if (turn >= 0) {
                    alone.add(single);
                    together.add(shared);
                    ratios.add(shared / single);
                }
                if (turn == -1) {
                    // Both sides go on alike, so that in the end they can be compared.
                    updates = Math.max(10, (int) (TURN_SECONDS * NANOS_PER_SECOND / NANOS_PER_MILLISECOND / single));
                }
            }
            group.broadcast(bytes(0));
            return String.format(
                    Locale.ROOT,
                    "%.2f ms by one process, %.2f by two ranks, %.2f times as long [%.2f–%.2f], %s",
                    quantile(alone, 0.5),
                    quantile(together, 0.5),
                    quantile(ratios, 0.5),
                    quantile(ratios, 0.1),
                    quantile(ratios, 0.9),
                    same(one.numbers(), two.numbers()) ? "the same bits" : "OTHER BITS");
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
