package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * The state of an LSTM, what it shows of its carry: h = σ(o) ∘ tanh(c). Inputs: the gates [4 · hidden], i, f, g and o
 * side by side, and the carry [hidden] → [hidden].
 */
public record LstmState() implements Function {
    @Override
    public Shape shape(List<Shape> inputs) {
        return LstmGates.shape(this, inputs);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        try (Tensor ofO =
                LstmGates.part(inputs.get(0), LstmGates.GATES - 1, inputs.get(1).size(1))) {
            Tensor o = ActivationKernels.sigmoid(ofO);
            Tensor shown = ActivationKernels.tanh(inputs.get(1));
            return new Prediction(inputs, parameters, o.mul(shown), List.of(o, shown), List.of());
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> contributions = new ArrayList<>(2);
        Tensor o = prediction.saved().get(0);
        Tensor shown = prediction.saved().get(1);
        if (wanted.inputs().get(0)) {
            try (Tensor toO = error.mul(shown);
                    Tensor ofO = ActivationKernels.sigmoidBackward(toO, o);
                    Tensor others = error.zerosLike()) {
                contributions.add(ShapeKernels.concatenate(List.of(others, others, others, ofO), 1));
            }
        }
        if (wanted.inputs().get(1)) {
            try (Tensor toShown = error.mul(o)) {
                contributions.add(ActivationKernels.tanhBackward(toShown, shown));
            }
        }
        return new Pullback(contributions, List.of());
    }

    @Override
    public String toString() {
        return "lstmState";
    }
}
