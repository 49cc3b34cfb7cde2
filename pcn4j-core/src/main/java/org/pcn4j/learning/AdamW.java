package org.pcn4j.learning;

import org.pcn4j.tensor.Tensor;

/**
 * AdamW (Loshchilov and Hutter 2019), as libtorch's {@code AdamW} to the last bit: θ ← (1 − rate · decay) · θ, then a step
 * of {@link Adam} without decay, from the same kind of state. {@linkplain #fused Fused}, it takes a fraction of the time
 * and rounds otherwise.
 */
public final class AdamW extends AdaptiveMoments {
    /** The weight decay, unless said otherwise. */
    public static final double WEIGHT_DECAY = 0.01;

    /** AdamW with the default settings. */
    public AdamW(double learningRate) {
        this(learningRate, WEIGHT_DECAY);
    }

    /**
     * AdamW with the default settings but for its weight decay.
     *
     * @param learningRate finite, greater than 0
     * @param weightDecay finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AdamW(double learningRate, double weightDecay) {
        this(learningRate, Adam.BETA1, Adam.BETA2, Adam.EPSILON, weightDecay);
    }

    /**
     * AdamW.
     *
     * @param learningRate finite, greater than 0
     * @param beta1 from 0 to less than 1
     * @param beta2 from 0 to less than 1
     * @param epsilon finite, at least 0
     * @param weightDecay finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        this(new AdamSettings(learningRate, beta1, beta2, epsilon, weightDecay), Arithmetic.LIBTORCH);
    }

    private AdamW(AdamSettings settings, Arithmetic arithmetic) {
        super("adamw", settings, arithmetic);
    }

    /** Returns an optimizer with these settings and no state that makes each step at once, as {@link Adam#fused} does. */
    public AdamW fused() {
        return new AdamW(adamSettings(), Arithmetic.FUSED);
    }

    @Override
    void decay(Tensor theta, Tensor delta, double rate, double weightDecay) {
        theta.mulInPlace(1 - rate * weightDecay);
    }

    @Override
    boolean isDecoupled() {
        return true;
    }
}
