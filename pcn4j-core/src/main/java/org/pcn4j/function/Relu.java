package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/** max(x, 0). */
public record Relu() implements Elementwise {
    @Override
    public Tensor apply(Tensor x) {
        return ActivationKernels.relu(x);
    }

    @Override
    public Optional<Tensor> overwrite(Tensor x) {
        return ActivationKernels.reluOver(x);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return ActivationKernels.reluBackward(error, y);
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.RELU));
    }

    @Override
    public String toString() {
        return "relu";
    }
}
