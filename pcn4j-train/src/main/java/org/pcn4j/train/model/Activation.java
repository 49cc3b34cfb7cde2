package org.pcn4j.train.model;

import java.util.Locale;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.HardTanh;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.Silu;
import org.pcn4j.function.Tanh;

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

    /** Returns the function. */
    public Elementwise function() {
        return switch (this) {
            case TANH -> new Tanh();
            case RELU -> new Relu();
            case SIGMOID -> new Sigmoid();
            case GELU -> new Gelu();
            case SILU -> new Silu();
            case LEAKY_RELU -> new LeakyRelu();
            case HARD_TANH -> new HardTanh();
        };
    }

    /** Returns how it is written. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
