package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/** The hyperbolic tangent. */
public record Tanh() implements Elementwise {
    @Override
    public Tensor apply(Tensor x) {
        return ActivationKernels.tanh(x);
    }

    @Override
    public Optional<Tensor> overwrite(Tensor x) {
        return ActivationKernels.tanhOver(x);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return ActivationKernels.tanhBackward(error, y);
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.TANH));
    }

    @Override
    public String toString() {
        return "tanh";
    }
}
