package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.Tensor;

/**
 * y = c x. With c = −1 in a {@link Sum} it makes the difference x − g(y), the energy sink of a prediction against the
 * direction of the graph.
 *
 * @param factor c: finite
 */
public record Scaled(double factor) implements Elementwise {
    /**
     * Checks the factor.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Scaled {
        if (!Double.isFinite(factor)) {
            throw new IllegalArgumentException("the factor must be finite, not " + factor);
        }
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.mul(factor);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return error.mul(factor);
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.SCALED, factor, 0));
    }

    @Override
    public String toString() {
        return "scaled(" + factor + ")";
    }
}
