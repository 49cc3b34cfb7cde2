package org.pcn4j.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.pcn4j.dense.Activation;
import org.pcn4j.dense.AdamStep;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.dense.Kernels;
import org.pcn4j.vector.Registers;

/**
 * The dense kernels on one core: products in GFLOP/s beside the most that the core does, an FMA loop on registers, and what is done
 * element by element in nanoseconds for 16 numbers. The least time of many counts, as others use the machine too; the median stands
 * beside it.
 *
 * <pre>
 * mvn -q -pl pcn4j-bench -am -DskipTests package
 * java --add-modules jdk.incubator.vector -cp "pcn4j-bench/target/classes:$(cat pcn4j-bench/target/classpath.txt)" \
 *     org.pcn4j.bench.DenseBenchmark
 * </pre>
 */
public final class DenseBenchmark {
    private static final double WARM_UP = 2;
    private static final double SECONDS = 0.5;
    private static final int LONG = 100_000;
    private static final Random RANDOM = new Random(1);

    private final DenseKernels<float[]> kernels;
    private final double peak;

    private DenseBenchmark(DenseKernels<float[]> kernels, double peak) {
        this.kernels = kernels;
        this.peak = peak;
    }

    /** Measures all. */
    public static void main(String[] arguments) {
        Kernels here = Kernels.here();
        DenseKernels<float[]> kernels = here.kernels()
                .orElseThrow(() -> new IllegalStateException(here.reason()))
                .floats();
        float[] sink = new float[1];
        double[] times = times(() -> sink[0] += Registers.multiplyAdd(LONG));
        double peak = Registers.operations(LONG) / times[0];
        print("%s, Java %s%n", kernels.name(), Runtime.version());
        print("%-36s %7.1f GFLOP/s%n", "registers", peak);
        DenseBenchmark all = new DenseBenchmark(kernels, peak);
        for (int[] size :
                new int[][] {{128, 512, 512}, {8, 512, 512}, {128, 128, 128}, {8, 128, 128}, {64, 784, 128}}) {
            all.products(size[0], size[1], size[2]);
        }
        all.rows(512, 512);
        all.rows(128, 128);
        all.layouts(512, 512);
        all.elements(64 * 128);
    }

    private void products(int batch, int inner, int columns) {
        float[] x = numbers(batch * inner);
        float[] d = numbers(batch * columns);
        float[] w = numbers(inner * columns);
        float[] panels = new float[inner * columns];
        kernels.layOutTransposed(w, inner, inner, columns, 0, columns, panels);
        float[] y = new float[batch * columns];
        float[] bias = numbers(columns);
        double work = 2.0 * batch * inner * columns;
        rate(
                "product",
                batch,
                inner,
                columns,
                work,
                () -> kernels.product(x, 0, inner, batch, inner, panels, 0, columns, bias, 0, 0, y, 0, columns));
        int strip = kernels.strip();
        float[] g = new float[inner * strip];
        rate("gradient", batch, inner, columns, work, () -> {
            for (int j = 0; j < columns; j += strip) {
                int width = Math.min(strip, columns - j);
                kernels.gradient(x, 0, inner, inner, d, j, columns, width, batch, false, g, 0, strip);
            }
        });
    }

    private void rows(int inner, int columns) {
        float[] a = numbers(inner);
        float[] w = numbers(inner * columns);
        float[] y = new float[columns];
        float[] bias = numbers(columns);
        double work = 2.0 * inner * columns;
        rate(
                "rowProduct",
                1,
                inner,
                columns,
                work,
                () -> kernels.rowProduct(a, 0, inner, w, columns, 0, columns, bias, 0, y, 0));
        rate(
                "rowDots",
                1,
                inner,
                columns,
                work,
                () -> kernels.rowDots(a, 0, inner, w, inner, 0, columns, bias, 0, y, 0));
    }

    private void layouts(int rows, int columns) {
        float[] w = numbers(rows * columns);
        float[] panels = new float[rows * columns];
        time("layOut", w.length, () -> kernels.layOut(w, columns, rows, columns, 0, columns, panels));
        time("layOutTransposed", w.length, () -> kernels.layOutTransposed(w, rows, rows, columns, 0, columns, panels));
        time("takeOutTransposed", w.length, () -> kernels.takeOutTransposed(panels, rows, columns, w, rows));
    }

    private void elements(int n) {
        float[] x = numbers(n);
        float[] y = new float[n];
        float[] slope = new float[n];
        for (Activation.Kind kind : Activation.Kind.values()) {
            Activation f = new Activation(kind, -1, 1);
            time(kind + " and slope", n, () -> kernels.activate(f, x, y, slope, 0, n));
        }
        float[] mu = numbers(n);
        float[] value = numbers(n);
        time("gather", n, () -> kernels.gather(value, mu, slope, 0.1f, y, 0, n));
        time("subtract", n, () -> kernels.subtract(x, mu, y, 0, n));
        time("sumRows", n, () -> kernels.sumRows(x, 0, 128, 128, n / 128, false, y, 0));
        float[] theta = numbers(n);
        float[] mean = numbers(n);
        float[] square = new float[n];
        Arrays.fill(square, 1);
        AdamStep step = new AdamStep(1f / 64, 0, 1, 0.9f, 0.1f, 0.999f, 0.001f, 1.5f, 1e-8f, 1e-3f);
        time("adam", n, () -> kernels.adam(theta, mean, square, 0, x, 0, n, step));
        time("descend", n, () -> kernels.descend(theta, 0, x, 0, n, 0.01f, 0, 1e-3f));
    }

    private void rate(String name, int batch, int inner, int columns, double work, Runnable run) {
        double[] times = times(run);
        print(
                "%-14s %4d x %4d x %4d   %7.1f GFLOP/s  %5.1f %% of the peak; median %.1f%n",
                name, batch, inner, columns, work / times[0], 100 * work / times[0] / peak, work / times[1]);
    }

    private void time(String name, int numbers, Runnable run) {
        double[] times = times(run);
        print(
                "%-36s %7.2f ns for 16 numbers, the time of %4.1f FMAs; median %.2f%n",
                name,
                times[0] * 16 / numbers,
                times[0] * 16 / numbers * peak / (2 * Registers.lanes()),
                times[1] * 16 / numbers);
    }

    /** The least time and the median, in nanoseconds. */
    private static double[] times(Runnable run) {
        long warm = System.nanoTime() + (long) (WARM_UP * 1e9);
        while (System.nanoTime() < warm) {
            run.run();
        }
        double[] times = new double[1 << 20];
        int count = 0;
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        while (System.nanoTime() < end && count < times.length) {
            long before = System.nanoTime();
            run.run();
            times[count++] = System.nanoTime() - before;
        }
        Arrays.sort(times, 0, count);
        return new double[] {times[0], times[count / 2]};
    }

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) RANDOM.nextGaussian();
        }
        return numbers;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
