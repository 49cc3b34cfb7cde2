package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/** x σ(x), with σ the logistic function; also called swish: Elfwing et al. 2017 (arXiv 1702.03118). */
public record Silu() implements Elementwise {
    @Override
    public Tensor apply(Tensor x) {
        return ActivationKernels.silu(x);
    }

    @Override
    public Tensor derivative(Tensor error, Tensor x, Tensor y) {
        return ActivationKernels.siluBackward(error, x);
    }

    @Override
    public Optional<Activation> dense() {
        return Optional.of(new Activation(Activation.Kind.SILU));
    }

    @Override
    public String toString() {
        return "silu";
    }
}
