package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/** The logistic function 1 / (1 + exp(−x)). */
public record Sigmoid() implements Elementwise {
    @Override
    public Tensor apply(Tensor x) {
        return ActivationKernels.sigmoid(x);
    }

    @Override
    public Optional<Tensor> overwrite(Tensor x) {
        return ActivationKernels.sigmoidOver(x);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return ActivationKernels.sigmoidBackward(error, y);
    }

    @Override
    public boolean predictsProbabilities() {
        return true;
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.SIGMOID));
    }

    @Override
    public String toString() {
        return "sigmoid";
    }
}
