package org.pcn4j.dense;

/**
 * A function of every element alike, as dense kernels compute it, with its slope.
 *
 * @param kind which function
 * @param low the lower bound of {@link Kind#HARD_TANH}, the slope of {@link Kind#LEAKY_RELU} where x is not positive, the factor
 *     of {@link Kind#SCALED}; 0 of the others
 * @param high the upper bound of {@link Kind#HARD_TANH}; 0 of the others
 */
public record Activation(Kind kind, double low, double high) {
    /** The functions. */
    public enum Kind {
        /** max(x, 0). */
        RELU,
        /** x where it is positive, a fraction of it elsewhere. */
        LEAKY_RELU,
        /** x clipped. */
        HARD_TANH,
        /** A multiple of x. */
        SCALED,
        /** tanh x. */
        TANH,
        /** 1 / (1 + e⁻ˣ). */
        SIGMOID,
        /** x σ(x). */
        SILU,
        /** x Φ(x). */
        GELU
    }

    /** Tells whether f(0) is 0. */
    public boolean keepsZero() {
        return kind != Kind.SIGMOID && (kind != Kind.HARD_TANH || (low <= 0 && high >= 0));
    }

    /** A function without settings. */
    public Activation(Kind kind) {
        this(kind, 0, 0);
    }
}
