package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** x − log Σ exp(x) along the last dimension: […, n] → […, n], each row a distribution's logarithms. */
public record LogSoftmax() implements SingleInput {
    @Override
    public Shape shape(Shape input) {
        if (input.rank() < 1) {
            throw new ShapeException(this + " expects […, n], got " + input);
        }
        return input;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        return Prediction.of(inputs, parameters, ActivationKernels.logSoftmax(inputs.get(0)));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(wanted, () -> ActivationKernels.logSoftmaxBackward(error, prediction.value()));
    }

    @Override
    public boolean predictsProbabilities() {
        return true;
    }

    @Override
    public String toString() {
        return "logSoftmax";
    }
}
