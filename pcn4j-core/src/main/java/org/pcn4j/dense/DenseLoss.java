package org.pcn4j.dense;

/**
 * A loss of an output as dense kernels compute it.
 *
 * @param kind which
 * @param weight what it is multiplied by
 */
public record DenseLoss(Kind kind, double weight) {
    /** The losses. */
    public enum Kind {
        /** ½ Σ (y − μ)², of which the error is y − μ. */
        SQUARED_ERROR,
        /** −log softmax(μ)[y] of a class label y, of which the error is onehot(y) − softmax(μ). */
        CROSS_ENTROPY
    }

    /** Returns this loss times a number. */
    public DenseLoss times(double factor) {
        return new DenseLoss(kind, weight * factor);
    }
}
