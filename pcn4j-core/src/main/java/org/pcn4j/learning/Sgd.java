package org.pcn4j.learning;

import org.pcn4j.tensor.Tensor;

/**
 * Stochastic gradient descent, as libtorch's {@code SGD} to the last bit: with Δ the update, d = Δ − decay · θ,
 * m ← momentum · m + d (m = d at first), θ ← θ + rate · m.
 */
public final class Sgd extends Optimizer {
    private final double learningRate;
    private final double momentum;
    private final double weightDecay;

    /**
     * SGD with momentum and weight decay.
     *
     * @param learningRate finite, greater than 0
     * @param momentum from 0, which is none, to less than 1
     * @param weightDecay finite, at least 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Sgd(double learningRate, double momentum, double weightDecay) {
        this.learningRate = requirePositive("learning rate", learningRate);
        this.momentum = requireFraction("momentum", momentum);
        this.weightDecay = requireNotNegative("weight decay", weightDecay);
    }

    /** Plain SGD. */
    public Sgd(double learningRate) {
        this(learningRate, 0, 0);
    }

    @Override
    public void update(String name, Tensor theta, Tensor delta) {
        if (weightDecay != 0) {
            delta.addInPlace(theta, -weightDecay);
        }
        theta.addInPlace(momentum == 0 ? delta : moved(name, delta), learningRate);
    }

    private Tensor moved(String name, Tensor delta) {
        if (!hasState(name, "momentum")) {
            return state(name, "momentum", delta::copy);
        }
        Tensor buffer = state(name, "momentum", delta::copy);
        return buffer.mulInPlace(momentum).addInPlace(delta, 1);
    }

    @Override
    public boolean idleAtZero() {
        return momentum == 0 && weightDecay == 0;
    }

    @Override
    public String toString() {
        return "sgd(lr " + learningRate + (momentum == 0 ? "" : ", momentum " + momentum)
                + (weightDecay == 0 ? "" : ", weight decay " + weightDecay) + ")";
    }
}
