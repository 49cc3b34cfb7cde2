package org.pcn4j.data;

/**
 * Random numbers whose every bit is defined here (SplitMix64), so that a seed gives the same data on every JVM and in
 * every release of Java. Mutable; for one thread.
 */
final class Draws {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double SQRT_3 = StrictMath.sqrt(3);

    private long state;

    private Draws(long state) {
        this.state = state;
    }

    /** Returns the stream of these two numbers under the seed, unrelated to the stream of any other two. */
    static Draws of(long seed, long stream, long index) {
        return new Draws(mix(mix(mix(seed + GOLDEN_GAMMA) + stream * GOLDEN_GAMMA) + index * GOLDEN_GAMMA));
    }

    /** Returns a number drawn uniformly from [from, to). */
    double uniform(double from, double to) {
        return from + (to - from) * (next() >>> 11) * 0x1p-53;
    }

    /**
     * Returns a number of mean 0 and standard deviation 1 that looks Gaussian but never exceeds ±3.47: tails would make
     * a few digits illegible.
     */
    double bell() {
        // The sum of four uniform numbers has variance 4/12, hence the factor.
        long bits = next();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (sum * 0x1p-16 - 2) * SQRT_3;
    }

    /** Returns a whole number drawn uniformly from 0 … bound − 1. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Returns the numbers 0 … n − 1 in random order. */
    int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
