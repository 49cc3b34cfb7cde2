package org.pcn4j.function;

import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A function y = f(x) of every element alike, without parameters. */
public interface Elementwise extends SingleInput {
    /** Returns f(x), a new tensor. */
    Tensor apply(Tensor x);

    /**
     * Writes f(x) over x and returns a handle on it. Not by default, nor where that cannot be done: x is then as it was. A
     * function that can has a {@link #derivative} that does not look at x.
     */
    default Optional<Tensor> overwrite(Tensor x) {
        return Optional.empty();
    }

    /** Returns f′(x) e, a new tensor, from the input or the result, whichever autograd takes. */
    Tensor derivative(Tensor error, Tensor x, Tensor y);

    /** Returns the function as dense kernels compute it; nothing where they do not, unless it says otherwise. */
    default Optional<Activation> dense() {
        return Optional.empty();
    }

    @Override
    default Shape shape(Shape input) {
        return input;
    }

    @Override
    default Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        return Prediction.of(inputs, parameters, apply(inputs.get(0)));
    }

    @Override
    default Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(wanted, () -> derivative(error, prediction.input(), prediction.value()));
    }
}
