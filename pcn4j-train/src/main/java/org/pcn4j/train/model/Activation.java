package org.pcn4j.train.model;

import java.util.Locale;
import org.pcn4j.function.Elementwise;

/** The functions between the layers of a model that is named. */
public enum Activation {
    /** The hyperbolic tangent. */
    TANH,
    /** max(x, 0). */
    RELU,
    /** The logistic function. */
    SIGMOID,
    /** x Φ(x). */
    GELU,
    /** x σ(x). */
    SILU,
    /** x, or a hundredth of it below 0. */
    LEAKY_RELU,
    /** x, cut off at −1 and 1. */
    HARD_TANH;

    /** Returns the function, the one of this name. */
    public Elementwise function() {
        return (Elementwise) Functions.CATALOG.byDefault(label()).it();
    }

    /** Returns how it is written. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
