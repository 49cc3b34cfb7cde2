package org.pcn4j.function;

import org.pcn4j.tensor.Kernels;
import org.pcn4j.tensor.Tensor;

/** max(x, 0). */
public record Relu() implements Elementwise {
    @Override
    public Tensor apply(Tensor x) {
        return Kernels.relu(x);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return Kernels.reluBackward(error, y);
    }

    @Override
    public String toString() {
        return "relu";
    }
}
