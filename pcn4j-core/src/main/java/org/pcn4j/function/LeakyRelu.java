package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/**
 * x where x is positive, slope · x elsewhere.
 *
 * @param slope finite, at least 0
 */
public record LeakyRelu(double slope) implements Elementwise {
    /**
     * Checks the slope.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public LeakyRelu {
        if (!(slope >= 0 && Double.isFinite(slope))) {
            throw new IllegalArgumentException("leakyRelu's slope must be finite and at least 0, not " + slope);
        }
    }

    /** PyTorch's default slope, 0.01. */
    public LeakyRelu() {
        this(0.01);
    }

    @Override
    public Tensor apply(Tensor x) {
        return ActivationKernels.leakyRelu(x, slope);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return ActivationKernels.leakyReluBackward(error, x, slope);
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.LEAKY_RELU, slope, 0));
    }

    @Override
    public String toString() {
        return "leakyRelu(" + slope + ")";
    }
}
