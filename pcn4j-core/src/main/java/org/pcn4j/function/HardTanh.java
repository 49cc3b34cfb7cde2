package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/**
 * x clipped to [low, high].
 *
 * @param low finite, less than high
 * @param high finite
 */
public record HardTanh(double low, double high) implements Elementwise {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if they are not finite or not in order
     */
    public HardTanh {
        if (!(low < high && Double.isFinite(low) && Double.isFinite(high))) {
            throw new IllegalArgumentException(
                    "hardTanh's bounds must be finite and in order, not " + low + " and " + high);
        }
    }

    /** Clips to [−1, 1]. */
    public HardTanh() {
        this(-1, 1);
    }

    @Override
    public Tensor apply(Tensor x) {
        return ActivationKernels.hardtanh(x, low, high);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return ActivationKernels.hardtanhBackward(error, x, low, high);
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.HARD_TANH, low, high));
    }

    @Override
    public String toString() {
        return "hardTanh(" + low + ", " + high + ")";
    }
}
