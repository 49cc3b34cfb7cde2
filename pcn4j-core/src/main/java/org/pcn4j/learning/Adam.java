package org.pcn4j.learning;

import java.math.BigDecimal;
import java.math.MathContext;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Kernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Adam (Kingma and Ba 2015), as libtorch's {@code Adam} to the last bit, and AdamW (Loshchilov and Hutter 2019), as
 * libtorch's {@code AdamW}. They differ in how weights decay: Adam adds −decay · θ to the update, AdamW shrinks θ by
 * 1 − rate · decay first.
 */
public final class Adam extends Optimizer {
    /** How weights decay. */
    private enum Decay {
        IN_THE_UPDATE,
        DECOUPLED
    }

    /** The decay of the mean of updates, unless said otherwise. */
    public static final double BETA1 = 0.9;

    /** The decay of the mean of squared updates, unless said otherwise. */
    public static final double BETA2 = 0.999;

    /** What is added to the root of the mean square, unless said otherwise. */
    public static final double EPSILON = 1e-8;

    private static final MathContext POWER_PRECISION = new MathContext(60);

    /** What the means are divided by, since they began at zero. */
    private record Correction(long step, double ofMean, double ofSquare) {}

    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double weightDecay;
    private final Decay decay;
    private volatile Correction last = new Correction(0, 0, 0);

    private Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, Decay decay) {
        this.learningRate = requirePositive("learning rate", learningRate);
        this.beta1 = requireFraction("beta1", beta1);
        this.beta2 = requireFraction("beta2", beta2);
        this.epsilon = requireNotNegative("epsilon", epsilon);
        this.weightDecay = requireNotNegative("weight decay", weightDecay);
        this.decay = decay;
    }

    /** Adam with the usual settings and no weight decay. */
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
        this(learningRate, beta1, beta2, epsilon, weightDecay, Decay.IN_THE_UPDATE);
    }

    /**
     * AdamW with the usual settings.
     *
     * @param learningRate finite, greater than 0
     * @param weightDecay finite, at least 0; libtorch's default is 0.01
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static Adam withDecoupledDecay(double learningRate, double weightDecay) {
        return new Adam(learningRate, BETA1, BETA2, EPSILON, weightDecay, Decay.DECOUPLED);
    }

    @Override
    public void update(String name, Tensor theta, Tensor delta) {
        if (weightDecay != 0 && decay == Decay.DECOUPLED) {
            theta.mulInPlace(1 - learningRate * weightDecay);
        } else if (weightDecay != 0) {
            delta.addInPlace(theta, -weightDecay);
        }
        Tensor steps = state(name, "steps", () -> Tensor.full(DType.FLOAT64, Shape.of(), 0));
        Kernels.addInPlace(steps, 1);
        Correction correction = correction(Math.round(steps.item()));
        Tensor mean = state(name, "mean", theta::zerosLike);
        Tensor square = state(name, "square", theta::zerosLike);
        mean.mulInPlace(beta1).addInPlace(delta, 1 - beta1);
        Kernels.addProductInPlace(square.mulInPlace(beta2), delta, delta, 1 - beta2);
        try (Tensor root = Kernels.sqrt(square)) {
            Kernels.divideInPlace(root, Math.sqrt(correction.ofSquare()));
            Kernels.addInPlace(root, epsilon);
            Kernels.addQuotientInPlace(theta, mean, root, learningRate / correction.ofMean());
        }
    }

    // All parameters of a network are at the same step, so the last correction nearly always serves the next one.
    private Correction correction(long step) {
        Correction known = last;
        if (known.step() != step) {
            known = new Correction(step, 1 - power(beta1, step), 1 - power(beta2, step));
            last = known;
        }
        return known;
    }

    /** Powers rounded correctly, as the C library rounds them but for rare cases; Java's own round differently. */
    private static double power(double base, long exponent) {
        return new BigDecimal(base)
                .pow(Math.toIntExact(exponent), POWER_PRECISION)
                .doubleValue();
    }

    /** An update of zeros still moves θ, by what the means remember. */
    @Override
    public boolean idleAtZero() {
        return false;
    }

    @Override
    public String toString() {
        return (decay == Decay.DECOUPLED ? "adamw(lr " : "adam(lr ") + learningRate
                + (weightDecay == 0 ? "" : ", weight decay " + weightDecay) + ")";
    }
}
