package org.pcn4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * How many forward passes of a few samples a second makes, with the threads that are set when libtorch is loaded: as they are,
 * and by the calling thread alone, as {@code Model.predict} makes them. Sides take turns of a second, first on a machine
 * that does nothing else, then beside a thread that keeps one core busy. {@code bench/predict} starts it.
 */
public final class PredictBenchmark {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    private static final List<Integer> BATCHES = List.of(1, 8);

    /** So long OpenBLAS's threads go on spinning after a product, and longer. */
    private static final long REST_MILLIS = 200;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Network network;
    private final Parameters parameters;

    private PredictBenchmark(Network network, Parameters parameters) {
        this.network = network;
        this.parameters = parameters;
    }

    /**
     * Runs it.
     *
     * @param args how many turns, 7 unless it is said
     */
    public static void main(String[] args) throws InterruptedException {
        int turns = args.length == 0 ? 7 : Integer.parseInt(args[0]);
        System.out.println("threads in force: " + Threads.current());
        Map<String, Network> networks = new LinkedHashMap<>();
        networks.put("cnn", Models.cnn(Shape.of(1, SIDE, SIDE), CLASSES, new CrossEntropy()));
        for (int width : new int[] {128, 2048}) {
            networks.put(
                    "mlp of " + width,
                    Models.mlp(
                            Shape.of(1, SIDE, SIDE), List.of(width, width), new Tanh(), CLASSES, new CrossEntropy()));
        }
        for (boolean busy : new boolean[] {false, true}) {
            AtomicBoolean over = new AtomicBoolean(!busy);
            Thread neighbor = new Thread(() -> spin(over), "neighbor");
            neighbor.start();
            for (Map.Entry<String, Network> entry : networks.entrySet()) {
                try (Parameters parameters = entry.getValue().initialize(new Seed(1), DType.FLOAT32)) {
                    PredictBenchmark benchmark = new PredictBenchmark(entry.getValue(), parameters);
                    for (int batch : BATCHES) {
                        System.out.println(entry.getKey() + ", " + batch + (batch == 1 ? " sample, " : " samples, ")
                                + (busy ? "one core busy: " : "undisturbed: ") + benchmark.line(batch, turns));
                    }
                }
            }
            over.set(true);
            neighbor.join();
        }
    }

    private static void spin(AtomicBoolean over) {
        while (!over.get()) {
            Thread.onSpinWait();
        }
    }

    private String line(int batch, int turns) throws InterruptedException {
        List<Double> split = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try (TensorScope scope = new TensorScope()) {
            Tensor images = new Seed(2).uniform(DType.FLOAT32, Shape.of(batch, 1, SIDE, SIDE), 0, 1);
            // The first turn warms up.
            for (int turn = 0; turn <= turns; turn++) {
                double asSet = rate(() -> answered(images));
                double byOne = rate(() -> Threads.alone(() -> answered(images)));
                if (turn > 0) {
                    split.add(asSet);
                    alone.add(byOne);
                    ratios.add(byOne / asSet);
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "%.0f a second as set, %.0f alone, %.2f times as many",
                median(split),
                median(alone),
                median(ratios));
    }

    private double answered(Tensor images) {
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            return network.forward(parameters.tensors(), List.of(images), passes)
                    .get(network.outputs().get(0).index())
                    .value()
                    .toDoubles()[0];
        }
    }

    private static double rate(Runnable work) throws InterruptedException {
        Thread.sleep(REST_MILLIS);
        long start = System.nanoTime();
        int count = 0;
        while (System.nanoTime() - start < NANOS_PER_SECOND) {
            work.run();
            count++;
        }
        return count / ((System.nanoTime() - start) / NANOS_PER_SECOND);
    }

    private static double median(List<Double> numbers) {
        double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
