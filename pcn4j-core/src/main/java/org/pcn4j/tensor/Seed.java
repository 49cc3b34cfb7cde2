package org.pcn4j.tensor;

import java.util.SplittableRandom;

/**
 * A source of reproducible randomness: the same seed gives the same numbers on every machine, whatever the thread
 * counts. Immutable; independent streams are had by {@linkplain #derive deriving} seeds, not by drawing from one.
 *
 * @param value any 64 bits
 */
public record Seed(long value) {
    /** Returns the seed of the stream with this name, independent of this seed's own numbers. */
    public Seed derive(String stream) {
        long hash = value;
        for (int i = 0; i < stream.length(); i++) {
            hash = mix(hash ^ stream.charAt(i));
        }
        return new Seed(mix(hash ^ stream.length()));
    }

    /** Returns the seed of the stream with this number, independent of this seed's own numbers. */
    public Seed derive(long stream) {
        return new Seed(mix(mix(value) ^ stream));
    }

    /** Returns a new generator that starts this seed's stream. */
    public SplittableRandom generator() {
        return new SplittableRandom(mix(value));
    }

    /**
     * Returns a tensor of numbers drawn uniformly from [from, to).
     *
     * @return a new tensor on the CPU, which the caller owns
     */
    public Tensor uniform(DType dtype, Shape shape, double from, double to) {
        SplittableRandom random = generator();
        double[] numbers = new double[Math.toIntExact(shape.elements())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = from + (to - from) * random.nextDouble();
        }
        return Tensor.of(dtype, shape, numbers);
    }

    /**
     * Returns a tensor of Gaussian numbers.
     *
     * @return a new tensor on the CPU, which the caller owns
     */
    public Tensor normal(DType dtype, Shape shape, double mean, double standardDeviation) {
        SplittableRandom random = generator();
        double[] numbers = new double[Math.toIntExact(shape.elements())];
        for (int i = 0; i < numbers.length; i += 2) {
            // Box and Muller: two independent numbers at a time, with StrictMath so that every JVM draws the same.
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            double angle = 2 * Math.PI * random.nextDouble();
            numbers[i] = mean + standardDeviation * radius * StrictMath.cos(angle);
            if (i + 1 < numbers.length) {
                numbers[i + 1] = mean + standardDeviation * radius * StrictMath.sin(angle);
            }
        }
        return Tensor.of(dtype, shape, numbers);
    }

    /** Returns the numbers 0 … n − 1 in random order. */
    public int[] permutation(int n) {
        SplittableRandom random = generator();
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static long mix(long bits) {
        long z = bits + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
