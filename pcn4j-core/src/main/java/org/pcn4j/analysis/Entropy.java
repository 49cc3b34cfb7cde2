package org.pcn4j.analysis;

import java.util.Arrays;

/** How uncertain a distribution over finitely many things is, in nats, and how far another is from it (Shannon 1948). */
public final class Entropy {
    private Entropy() {}

    /**
     * Returns H(p) = −Σ p ln p.
     *
     * @param p probabilities, at least 0, of sum 1; 0 ln 0 counts as 0
     */
    public static double of(double... p) {
        double sum = 0;
        for (double each : p) {
            sum -= each > 0 ? each * Math.log(each) : 0;
        }
        return sum;
    }

    /**
     * Returns KL(p‖q) = Σ p ln(p/q), what is missing in q where p is true: infinite where q is 0 and p is not.
     *
     * @throws IllegalArgumentException if they are over different numbers of things
     */
    public static double divergence(double[] p, double[] q) {
        if (p.length != q.length) {
            throw new IllegalArgumentException(
                    "a divergence is between distributions over the same things, not " + p.length + " and " + q.length);
        }
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] > 0 ? p[i] * Math.log(p[i] / q[i]) : 0;
        }
        return sum;
    }

    /** Returns the probabilities that are in proportion to eˡ, the largest subtracted first so that none overflows. */
    public static double[] normalized(double... logarithms) {
        double largest = Arrays.stream(logarithms).max().orElse(0);
        double[] p =
                Arrays.stream(logarithms).map(each -> Math.exp(each - largest)).toArray();
        double sum = Arrays.stream(p).sum();
        Arrays.setAll(p, i -> p[i] / sum);
        return p;
    }
}
