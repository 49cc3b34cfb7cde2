package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/** x Φ(x), with Φ the Gaussian distribution function, exactly (by the error function). */
public record Gelu() implements Elementwise {
    @Override
    public Tensor apply(Tensor x) {
        return ActivationKernels.gelu(x);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return ActivationKernels.geluBackward(error, x);
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.GELU));
    }

    @Override
    public String toString() {
        return "gelu";
    }
}
