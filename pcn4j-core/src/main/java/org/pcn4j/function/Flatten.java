package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** All dimensions of a sample made one, in row-major order. */
public record Flatten() implements SingleInput {
    @Override
    public Shape shape(Shape input) {
        return Shape.of(input.elements());
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Tensor x = inputs.get(0);
        return Prediction.of(inputs, parameters, x.reshape(Shape.of(x.size(0), x.elements() / x.size(0))));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(wanted, () -> error.reshape(prediction.input().shape()));
    }

    @Override
    public boolean keepsNumbers() {
        return true;
    }

    @Override
    public String toString() {
        return "flatten";
    }
}
