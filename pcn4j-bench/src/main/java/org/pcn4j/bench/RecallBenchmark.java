package org.pcn4j.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.memory.AssociativeMemory;
import org.pcn4j.systems.memory.MemorySettings;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * What recall costs beside learning: an associative memory [512, 512, 3072] of 50 images of CIFAR-10's size settles under a
 * mask, and learns by {@code il} and {@code ipc}, with the same T, in turns. {@code bench/recall} starts it. The pixels are
 * drawn at random, which changes no time. What it prints are medians of the times, their ratios, and the bytes that each takes
 * at its peak beyond what stands between.
 */
public final class RecallBenchmark {
    private static final int IMAGES = 50;
    private static final int PIXELS = 3072;
    private static final int WIDTH = 512;
    private static final double GAMMA = 0.05;
    private static final List<Integer> STEPS = List.of(8, 20, 32);
    private static final int WARM_UP = 3;
    private static final int PEAKS = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MIB = 1 << 20;

    private final Network network;
    private final Parameters parameters;
    private final Clamps images;
    private final Clamps masked;
    private final Optimizer adam;

    private RecallBenchmark(Network network, Parameters parameters, Optimizer adam, Tensor images, Tensor mask) {
        this.network = network;
        this.parameters = parameters;
        this.adam = adam;
        this.images = Clamps.none().with(AssociativeMemory.PATTERN, images);
        this.masked = Clamps.none().with(AssociativeMemory.PATTERN, images, mask);
    }

    /**
     * Runs it.
     *
     * @param args how many turns, 12 unless it is said
     */
    public static void main(String[] args) throws IOException {
        int turns = args.length == 0 ? 12 : Integer.parseInt(args[0]);
        Network network = AssociativeMemory.network(PIXELS, MemorySettings.DEFAULT.withHidden(WIDTH, WIDTH));
        Shards.suited(network, IMAGES, Threads.available()).use();
        double[] half = new double[IMAGES * PIXELS];
        for (int i = 0; i < half.length; i++) {
            half[i] = i % PIXELS < PIXELS / 2 ? 1 : 0;
        }
        try (TensorScope scope = new TensorScope();
                Parameters parameters = network.initialize(new Seed(1), DType.FLOAT32);
                Optimizer adam = new Adam(1e-4).fused()) {
            Shape shape = Shape.of(IMAGES, PIXELS);
            Tensor images = new Seed(2).uniform(DType.FLOAT32, shape, 0, 1);
            Tensor mask = Tensor.of(DType.FLOAT32, shape, half);
            RecallBenchmark benchmark = new RecallBenchmark(network, parameters, adam, images, mask);
            for (int steps : STEPS) {
                System.out.println(benchmark.line(steps, turns));
            }
        }
    }

    private String line(int steps, int turns) throws IOException {
        Learner il = learner(InferenceLearning.schedule(steps, GAMMA));
        Learner ipc = learner(IncrementalPredictiveCoding.schedule(steps, GAMMA));
        Inference recall = new Inference(
                network,
                Clamping.ofEnds().masked(AssociativeMemory.PATTERN),
                Schedule.named("recall").withGamma(GAMMA).withSteps(steps),
                Set.of(new Observation.FinalPrediction(AssociativeMemory.PATTERN)));
        Map<String, Runnable> sides = new LinkedHashMap<>();
        sides.put("settle", () -> settle(recall));
        sides.put("il", () -> il.update(images));
        sides.put("ipc", () -> ipc.update(images));
        Map<String, List<Double>> times = new LinkedHashMap<>();
        for (int turn = 0; turn < WARM_UP + turns; turn++) {
            for (Map.Entry<String, Runnable> side : sides.entrySet()) {
                long start = System.nanoTime();
                side.getValue().run();
                double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
                if (turn >= WARM_UP) {
                    times.computeIfAbsent(side.getKey(), unused -> new ArrayList<>())
                            .add(millis);
                }
            }
        }
        Map<String, Double> peaks = new LinkedHashMap<>();
        for (Map.Entry<String, Runnable> side : sides.entrySet()) {
            peaks.put(side.getKey(), Peak.during(side.getValue(), PEAKS) / BYTES_PER_MIB);
        }
        return "T " + steps + ": " + told("settle", times, peaks) + "; " + told("il", times, peaks) + "; "
                + told("ipc", times, peaks);
    }

    private Learner learner(Schedule schedule) {
        return new PredictiveCoding(network, parameters, adam, schedule, new Seed(3));
    }

    private void settle(Inference recall) {
        try (Outcome outcome = recall.settle(parameters, masked)) {
            outcome.predictions().get(AssociativeMemory.PATTERN);
        }
    }

    /** A side's times and memory; of learning how settling compares, the median over the turns. */
    private static String told(String side, Map<String, List<Double>> times, Map<String, Double> peaks) {
        List<Double> own = times.getOrDefault(side, List.of());
        List<Double> settling = times.getOrDefault("settle", List.of());
        double[] ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = settling.get(i) / own.get(i);
        }
        double peak = peaks.getOrDefault(side, Double.NaN);
        String text = String.format(
                Locale.ROOT,
                "%s %.1f ms, %.1f MiB",
                side,
                median(own.stream().mapToDouble(Double::doubleValue).toArray()),
                peak);
        return side.equals("settle")
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                " (settle: %.2f of the time, %.2f of the memory)",
                                median(ratios),
                                peaks.getOrDefault("settle", Double.NaN) / peak);
    }

    private static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
