// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.vector;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import org.pcn4j.dense.Activation;
import org.pcn4j.dense.AdamStep;
import org.pcn4j.dense.DenseKernels;

/**
 * What kernels leave in all arrays that they write, for random sizes, offsets and numbers, which a seed gives. Panels do not count,
 * as their width may differ.
 */
final class Cases {
    static final Map<String, BiFunction<DenseKernels<float[]>, Random, float[][]>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("product", Cases::product);
        ALL.put("productByParts", Cases::productByParts);
        ALL.put("rowProduct", Cases::rowProduct);
        ALL.put("rowDots", Cases::rowDots);
        ALL.put("gradient", Cases::gradient);
        ALL.put("sumRows", Cases::sumRows);
        ALL.put("activate", Cases::activate);
        ALL.put("elementwise", Cases::elementwise);
        ALL.put("descend", Cases::descend);
        ALL.put("adam", Cases::adam);
        ALL.put("layOut", Cases::layOut);
    }

    private static final float[] SPECIAL = {
        0.0f,
        -0.0f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -1e-40f,
        Float.MAX_VALUE,
        -3e38f,
        1e-30f,
        1,
        -1
    };

    private Cases() {}

    /** What kernels leave in a case's arrays. */
    static float[][] run(String name, DenseKernels<float[]> kernels, int seed) {
        return Objects.requireNonNull(ALL.get(name)).apply(kernels, new Random(seed));
    }

    /** A number of all that a kernel leaves, for so many rounds of every case. */
    static long checksum(DenseKernels<float[]> kernels, int rounds) {
        long sum = 0;
        for (String name : ALL.keySet()) {
            for (int seed = 0; seed < rounds; seed++) {
                for (float[] array : run(name, kernels, seed)) {
                    sum = 31 * sum + bits(array);
                }
            }
        }
        return sum;
    }

    /** Equal for equal bits, all that is not a number being alike. */
    static long bits(float[] array) {
        long sum = array.length;
        for (float number : array) {
            sum = 1_000_003 * sum + Float.floatToIntBits(number);
        }
        return sum;
    }

    /** Prints how many lanes there are, and the checksum of the kernels. */
    public static void main(String[] args) {
        System.out.println(Lanes.L + " " + checksum(new VectorKernels(), Integer.parseInt(args[0])));
    }

    private static float[][] product(DenseKernels<float[]> kernels, Random random) {
        int rows = 1 + random.nextInt(18);
        int inner = random.nextInt(40);
        int columns = 1 + random.nextInt(200);
        return multiplied(kernels, random, rows, inner, columns, random.nextBoolean(), 1);
    }

    private static float[][] productByParts(DenseKernels<float[]> kernels, Random random) {
        return multiplied(kernels, random, 3, 7, 130 + random.nextInt(80), true, 3);
    }

    private static float[][] multiplied(
            DenseKernels<float[]> kernels,
            Random random,
            int rows,
            int inner,
            int columns,
            boolean transposed,
            int parts) {
        int padded = kernels.padded(columns);
        float[] w = numbers(random, transposed ? columns * (inner + 3) : inner * (columns + 3) + 3);
        float[] panels = new float[inner * padded];
        if (transposed) {
            kernels.layOutTransposed(w, inner + 3, inner, columns, 0, padded, panels);
        } else {
            kernels.layOut(w, columns + 3, inner, columns, 0, padded, panels);
        }
        int lda = inner + random.nextInt(3);
        float[] a = numbers(random, 2 + rows * lda);
        float[] y = numbers(random, 5 + rows * padded);
        float[] bias = numbers(random, padded + 1);
        int step = kernels.padded(padded / parts + 63) / 64 * 64;
        for (int from = 0; from < padded; from += parts == 1 ? padded : step) {
            int to = parts == 1 ? padded : Math.min(padded, from + step);
            if (random.nextBoolean() && parts == 1) {
                kernels.product(a, 2, lda, rows, inner, panels, from, to, bias, 1, 0, y, 5, padded);
            } else {
                kernels.product(a, 2, lda, rows, inner, panels, from, to, y, 5, padded, y, 5, padded);
            }
        }
        return new float[][] {y};
    }

    private static float[][] rowProduct(DenseKernels<float[]> kernels, Random random) {
        int inner = random.nextInt(40);
        int padded = kernels.padded(1 + random.nextInt(150));
        float[] w = numbers(random, inner * padded);
        float[] a = numbers(random, 3 + inner);
        float[] init = numbers(random, 1 + padded);
        float[] y = numbers(random, 2 + padded);
        int from = padded > 64 ? 64 : 0;
        kernels.rowProduct(a, 3, inner, w, padded, from, padded, init, 1, y, 2);
        return new float[][] {y};
    }

    private static float[][] rowDots(DenseKernels<float[]> kernels, Random random) {
        int inner = random.nextInt(50);
        int padded = kernels.padded(inner);
        int columns = 1 + random.nextInt(50);
        float[] w = numbers(random, columns * padded);
        for (int c = 0; c < columns; c++) {
            Arrays.fill(w, c * padded + inner, (c + 1) * padded, 0);
        }
        int from = random.nextInt(columns);
        float[] y = numbers(random, 2 + columns);
        kernels.rowDots(
                numbers(random, 1 + padded), 1, inner, w, padded, from, columns, numbers(random, columns), 0, y, 2);
        return new float[][] {y};
    }

    private static float[][] gradient(DenseKernels<float[]> kernels, Random random) {
        int rows = 1 + random.nextInt(21);
        int columns = kernels.line() * (1 + random.nextInt(4));
        int batch = random.nextInt(10);
        float[] d = numbers(random, 1 + batch * 25 + 25);
        float[] x = numbers(random, 2 + batch * 80 + 80);
        float[] g = numbers(random, 3 + rows * 70);
        kernels.gradient(d, 1, 25, rows, x, 2, 80, columns, batch, random.nextBoolean(), g, 3, 70);
        return new float[][] {g};
    }

    private static float[][] sumRows(DenseKernels<float[]> kernels, Random random) {
        int columns = 16 * (1 + random.nextInt(12));
        int batch = random.nextInt(9);
        float[] g = numbers(random, 1 + columns);
        kernels.sumRows(numbers(random, 2 + batch * 200), 2, 200, columns, batch, random.nextBoolean(), g, 1);
        return new float[][] {g};
    }

    private static final List<Activation.Kind> KINDS = List.of(Activation.Kind.values());

    private static float[][] activate(DenseKernels<float[]> kernels, Random random) {
        Activation.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        Activation f = new Activation(kind, -0.5f * random.nextFloat(), random.nextFloat());
        float[] x = numbers(random, 16 * 5);
        for (int i = 20; i < x.length; i++) {
            x[i] *= 1 << random.nextInt(10);
        }
        float[] y = new float[x.length];
        float[] alone = new float[x.length];
        float[] slope = new float[x.length];
        kernels.activate(f, x, y, slope, 16, 64);
        kernels.activate(f, x, alone, 16, 80);
        float[] inPlace = x.clone();
        kernels.activate(f, inPlace, inPlace, slope, 64, 80);
        return new float[][] {y, alone, slope, inPlace};
    }

    private static float[][] elementwise(DenseKernels<float[]> kernels, Random random) {
        int n = 48;
        float[] a = numbers(random, n);
        float[] b = numbers(random, n);
        float[] x = numbers(random, n);
        float[] slope = numbers(random, n);
        float factor = random.nextFloat();
        float[][] y = new float[6][n];
        kernels.subtract(a, b, y[0], 16, n);
        kernels.multiply(a, b, y[1], 0, 32);
        kernels.scale(a, factor, y[2], 0, n);
        kernels.addScaled(a, factor, b, y[3], 16, n);
        float[] moved = x.clone();
        kernels.gather(moved, a, slope, factor, y[4], 0, n);
        kernels.gather(x, b, factor, y[5], 16, n);
        return new float[][] {y[0], y[1], y[2], y[3], y[4], y[5], x, moved};
    }

    private static float[][] descend(DenseKernels<float[]> kernels, Random random) {
        int count = random.nextInt(60);
        float[] theta = numbers(random, count + 2);
        float[] other = theta.clone();
        float[] mean = numbers(random, count + 2);
        float[] delta = numbers(random, count + 1);
        float decay = random.nextBoolean() ? 0 : 0.01f;
        kernels.descend(theta, 2, delta, 1, count, 0.125f, decay, 0.1f);
        kernels.descend(other, mean, 2, delta, 1, count, 0.3f, decay, 0.9f, random.nextBoolean(), 0.1f);
        return new float[][] {theta, other, mean};
    }

    private static float[][] adam(DenseKernels<float[]> kernels, Random random) {
        int count = random.nextInt(70);
        float[] theta = numbers(random, count + 2);
        float[] mean = numbers(random, count + 2);
        float[] square = numbers(random, count + 2);
        for (int i = 0; i < square.length; i++) {
            square[i] = Math.abs(square[i]);
        }
        float decay = random.nextBoolean() ? 0 : 0.01f;
        float shrink = random.nextBoolean() ? 1 : 0.999f;
        AdamStep step = new AdamStep(0.125f, decay, shrink, 0.9f, 0.1f, 0.999f, 1e-3f, 1.7f, 1e-8f, 1e-3f);
        kernels.adam(theta, mean, square, 2, numbers(random, count + 1), 1, count, step);
        return new float[][] {theta, mean, square};
    }

    /** Laid out in two parts and taken out again. */
    private static float[][] layOut(DenseKernels<float[]> kernels, Random random) {
        int rows = 1 + random.nextInt(70);
        int columns = 1 + random.nextInt(150);
        int padded = kernels.padded(columns);
        float[] w = numbers(random, columns * rows);
        float[] panels = numbers(random, rows * padded);
        int half = padded / 64 * 64;
        kernels.layOutTransposed(w, rows, rows, columns, half, padded, panels);
        kernels.layOutTransposed(w, rows, rows, columns, 0, half, panels);
        float[] out = new float[w.length];
        kernels.takeOutTransposed(panels, rows, columns, out, rows);
        if (!Arrays.equals(w, out)) {
            throw new AssertionError("what was laid out was not taken out");
        }
        float[] other = new float[rows * padded];
        kernels.layOut(
                transposed(w, /* rows= */ columns, /* columns= */ rows), columns, rows, columns, 0, padded, other);
        if (!Arrays.equals(panels, other)) {
            throw new AssertionError("the panels of a matrix are not those of its transpose's transpose");
        }
        return new float[][] {out};
    }

    private static float[] transposed(float[] w, int rows, int columns) {
        float[] other = new float[w.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                other[c * rows + r] = w[r * columns + c];
            }
        }
        return other;
    }

    /** Mostly numbers near 1; in one array of eight, some that are special. */
    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        if (count > 0 && random.nextInt(8) == 0) {
            for (int i = 0; i < 4; i++) {
                numbers[random.nextInt(count)] = SPECIAL[random.nextInt(SPECIAL.length)];
            }
        }
        return numbers;
    }
}
