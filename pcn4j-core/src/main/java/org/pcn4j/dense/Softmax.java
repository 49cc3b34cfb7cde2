package org.pcn4j.dense;

/** The softmax of a row of numbers, and the cross-entropy by it. */
public final class Softmax {
    private Softmax() {}

    /**
     * y ← onehot(label) − softmax(μ) for one row.
     *
     * @param at where the row begins in μ
     * @param to where it begins in y
     */
    public static void error(float[] mu, int at, int classes, int label, float[] y, int to) {
        float greatest = greatest(mu, at, classes);
        float sum = 0;
        for (int i = 0; i < classes; i++) {
            y[to + i] = ofDistance(greatest - mu[at + i]);
            sum += y[to + i];
        }
        for (int i = 0; i < classes; i++) {
            y[to + i] = (i == label ? 1 : 0) - y[to + i] / sum;
        }
    }

    /** Returns −log softmax(μ)[label] of one row. */
    public static double loss(float[] mu, int at, int classes, int label) {
        float greatest = greatest(mu, at, classes);
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += ofDistance(greatest - mu[at + i]);
        }
        return StrictMath.log(sum) + greatest - mu[at + label];
    }

    private static float greatest(float[] mu, int at, int count) {
        float greatest = mu[at];
        for (int i = 1; i < count; i++) {
            greatest = Math.max(greatest, mu[at + i]);
        }
        return greatest;
    }

    /** e to the power of minus how far a number is from the greatest. */
    private static float ofDistance(float t) {
        return ScalarActivations.exponential(t > Approximations.EXP_END ? Approximations.EXP_END : t)
                * Approximations.LOWER;
    }
}
