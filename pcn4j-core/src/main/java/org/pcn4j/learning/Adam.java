package org.pcn4j.learning;

import org.pcn4j.tensor.Tensor;

/**
 * Adam (Kingma and Ba 2015), as libtorch's {@code Adam} to the last bit: with Δ the update, d = Δ − decay · θ,
 * m ← β₁ m + (1 − β₁) d, v ← β₂ v + (1 − β₂) d², θ ← θ + rate / (1 − β₁ⁿ) · m / (√v / √(1 − β₂ⁿ) + ε) at the n-th step.
 * Its state: {@code exp_avg} is m, {@code exp_avg_sq} is v, {@code steps} is n. {@linkplain #fused Fused}, it takes a
 * fraction of the time and rounds otherwise.
 */
public final class Adam extends AdaptiveMoments {
    /** The decay of the mean of updates, unless said otherwise. */
    public static final double BETA1 = 0.9;

    /** The decay of the mean of squared updates, unless said otherwise. */
    public static final double BETA2 = 0.999;

    /** What is added to the root of the mean square, unless said otherwise. */
    public static final double EPSILON = 1e-8;

    /** Adam with the default settings and no weight decay. */
    public Adam(double learningRate) {
        this(learningRate, BETA1, BETA2, EPSILON, 0);
    }

    /**
     * Adam.
     *
     * @param learningRate finite, greater than 0
     * @param beta1 from 0 to less than 1
     * @param beta2 from 0 to less than 1
     * @param epsilon finite, at least 0
     * @param weightDecay finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        this(new AdamSettings(learningRate, beta1, beta2, epsilon, weightDecay), Arithmetic.LIBTORCH);
    }

    private Adam(AdamSettings settings, Arithmetic arithmetic) {
        super("adam", settings, arithmetic);
    }

    /**
     * Returns an optimizer with these settings and no state that makes each step in one pass over the numbers, as
     * PyTorch's does when it is told to be fused: faster by half and more, with other last bits than libtorch's. Every
     * learning rule, backpropagation included, moves by the same bits through it.
     */
    public Adam fused() {
        return new Adam(adamSettings(), Arithmetic.FUSED);
    }

    @Override
    void decay(Tensor theta, Tensor delta, double rate, double weightDecay) {
        delta.addInPlace(theta, -weightDecay);
    }

    @Override
    boolean isDecoupled() {
        return false;
    }
}
