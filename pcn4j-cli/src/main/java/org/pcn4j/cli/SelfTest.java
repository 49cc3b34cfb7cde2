package org.pcn4j.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.ConvKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * How fast the kernels are here: a matrix product, a convolution, and both in turns as in training. All speeds are in
 * GFLOP/s, medians. Changes the thread setting and puts it back; for one thread.
 */
final class SelfTest implements AutoCloseable {
    private static final ConvGeometry SAME = new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1);
    private static final int SIZE = 512;
    private static final int IMAGES = 8;
    private static final int CHANNELS = 32;
    private static final int SIDE = 28;
    private static final int KERNEL = 3;
    private static final int MEASUREMENTS = 6;
    private static final int FEWEST = 3;

    /**
     * What was measured.
     *
     * @param productByOne the matrix product by one thread
     * @param product the matrix product by several
     * @param convolutionByOne the convolution by one thread
     * @param convolution the convolution by several
     * @param inTurns both in turns in the setting that is in force
     * @param inTurnsApart both in turns, all threads being the matrix product's
     * @param threads how many several are
     */
    record Speeds(
            double productByOne,
            double product,
            double convolutionByOne,
            double convolution,
            double inTurns,
            double inTurnsApart,
            int threads) {}

    /** Some work and how much it is. */
    private record Work(Runnable once, double operations) {}

    private final TensorScope scope = new TensorScope();
    private final Duration patience;
    private final Work product;
    private final Work convolution;
    private final Work inTurns;

    /**
     * Prepares the test.
     *
     * @param all how long it may take, about
     */
    SelfTest(Duration all) {
        patience = all.dividedBy(MEASUREMENTS);
        Tensor a = normal("a", Shape.of(SIZE, SIZE));
        Tensor b = normal("b", Shape.of(SIZE, SIZE));
        Tensor images = normal("images", Shape.of(IMAGES, CHANNELS, SIDE, SIDE));
        Tensor weight = normal("weight", Shape.of(CHANNELS, CHANNELS, KERNEL, KERNEL));
        product = new Work(() -> a.matmul(b).close(), 2.0 * SIZE * SIZE * SIZE);
        convolution = new Work(
                () -> ConvKernels.conv2d(images, weight, SAME).close(),
                2.0 * IMAGES * SIDE * SIDE * CHANNELS * CHANNELS * KERNEL * KERNEL);
        inTurns = new Work(
                () -> {
                    product.once().run();
                    convolution.once().run();
                },
                product.operations() + convolution.operations());
    }

    private static Tensor normal(String name, Shape shape) {
        return new Seed(1).derive(name).normal(DType.FLOAT32, shape, 0, 1);
    }

    /**
     * Measures.
     *
     * @param inForce the setting in force
     * @param threads how many are several
     */
    Speeds run(Threads inForce, int threads) {
        // First, as the environment set it: a pool may not know its own count, so it could not be set again.
        double asItIs = speed(inTurns);
        try {
            Threads.forMatrices(1).use();
            double productByOne = speed(product);
            double convolutionByOne = speed(convolution);
            Threads.forMatrices(threads).use();
            double productBySeveral = speed(product);
            double apart = speed(inTurns);
            Threads.forConvolutions(threads).use();
            double convolutionBySeveral = speed(convolution);
            return new Speeds(
                    productByOne, productBySeveral, convolutionByOne, convolutionBySeveral, asItIs, apart, threads);
        } finally {
            inForce.use();
        }
    }

    private double speed(Work work) {
        long start = System.nanoTime();
        work.once().run();
        List<Double> speeds = new ArrayList<>();
        while (speeds.size() < FEWEST || System.nanoTime() - start < patience.toNanos()) {
            long before = System.nanoTime();
            work.once().run();
            speeds.add(work.operations() / (System.nanoTime() - before));
        }
        Collections.sort(speeds);
        return speeds.get(speeds.size() / 2);
    }

    @Override
    public void close() {
        scope.close();
    }
}
