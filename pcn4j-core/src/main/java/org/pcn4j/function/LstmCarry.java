package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * The next carry of an LSTM (Hochreiter and Schmidhuber 1997): c = σ(f) ∘ c₋ + σ(i) ∘ tanh(g). Inputs: the gates
 * [4 · hidden], i, f, g and o side by side, and the carry before, [hidden] → [hidden].
 */
public record LstmCarry() implements Function {
    @Override
    public Shape shape(List<Shape> inputs) {
        return LstmGates.shape(this, inputs);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Tensor gates = inputs.get(0);
        long hidden = inputs.get(1).size(1);
        try (Tensor ofI = LstmGates.part(gates, 0, hidden);
                Tensor ofF = LstmGates.part(gates, 1, hidden);
                Tensor ofG = LstmGates.part(gates, 2, hidden)) {
            Tensor i = ActivationKernels.sigmoid(ofI);
            Tensor f = ActivationKernels.sigmoid(ofF);
            Tensor g = ActivationKernels.tanh(ofG);
            try (Tensor kept = f.mul(inputs.get(1));
                    Tensor added = i.mul(g)) {
                return new Prediction(inputs, parameters, kept.add(added), List.of(i, f, g), List.of());
            }
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> contributions = new ArrayList<>(2);
        Tensor i = prediction.saved().get(0);
        Tensor f = prediction.saved().get(1);
        Tensor g = prediction.saved().get(2);
        if (wanted.inputs().get(0)) {
            try (Tensor toI = error.mul(g);
                    Tensor toG = error.mul(i);
                    Tensor toF = error.mul(prediction.inputs().get(1));
                    Tensor ofI = ActivationKernels.sigmoidBackward(toI, i);
                    Tensor ofF = ActivationKernels.sigmoidBackward(toF, f);
                    Tensor ofG = ActivationKernels.tanhBackward(toG, g);
                    Tensor ofO = error.zerosLike()) {
                contributions.add(ShapeKernels.concatenate(List.of(ofI, ofF, ofG, ofO), 1));
            }
        }
        if (wanted.inputs().get(1)) {
            contributions.add(error.mul(f));
        }
        return new Pullback(contributions, List.of());
    }

    @Override
    public String toString() {
        return "lstmCarry";
    }
}
