package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * The next state of a gated recurrent unit (Cho et al. 2014): r = σ(aᵣ + sᵣ), z = σ(a_z + s_z), n = tanh(aₙ + r ∘ sₙ),
 * h = n + z ∘ (h₋ − n). Inputs: a, linear in what is read, and s, linear in the state before, each [3 · hidden] with the
 * parts for r, z and n side by side, and the state before, [hidden] → [hidden].
 */
public record GruState() implements Function {
    private static final int INPUTS = 3;
    private static final int GATES = 3;

    @Override
    public Shape shape(List<Shape> inputs) {
        boolean fits = inputs.size() == INPUTS && inputs.get(2).rank() == 1;
        Shape gates = fits ? Shape.of(GATES * inputs.get(2).size(0)) : Shape.of();
        if (!fits || !inputs.get(0).equals(gates) || !inputs.get(1).equals(gates)) {
            throw new ShapeException(this + " expects gates [3 · hidden] twice and a state [hidden], got " + inputs);
        }
        return inputs.get(2);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Tensor a = inputs.get(0);
        Tensor s = inputs.get(1);
        Tensor before = inputs.get(2);
        long hidden = before.size(1);
        Tensor r = gate(a, s, 0, hidden);
        Tensor z = gate(a, s, 1, hidden);
        try (Tensor ofA = a.narrow(1, 2 * hidden, hidden);
                Tensor ofS = s.narrow(1, 2 * hidden, hidden);
                Tensor reset = r.mul(ofS);
                Tensor sum = ofA.add(reset)) {
            Tensor n = ActivationKernels.tanh(sum);
            Tensor difference = before.sub(n);
            try (Tensor kept = z.mul(difference)) {
                return new Prediction(inputs, parameters, n.add(kept), List.of(r, z, n, difference), List.of());
            }
        }
    }

    private static Tensor gate(Tensor a, Tensor s, int gate, long hidden) {
        try (Tensor ofA = a.narrow(1, gate * hidden, hidden);
                Tensor ofS = s.narrow(1, gate * hidden, hidden);
                Tensor sum = ofA.add(ofS)) {
            return ActivationKernels.sigmoid(sum);
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> contributions = new ArrayList<>(INPUTS);
        List<Tensor> saved = prediction.saved();
        Tensor r = saved.get(0);
        Tensor z = saved.get(1);
        Tensor n = saved.get(2);
        long hidden = n.size(1);
        try (Tensor toDifference = error.mul(z);
                Tensor toZ = error.mul(saved.get(3));
                Tensor ofZ = ActivationKernels.sigmoidBackward(toZ, z);
                Tensor toN = error.sub(toDifference);
                Tensor ofN = ActivationKernels.tanhBackward(toN, n);
                Tensor s = prediction.inputs().get(1).narrow(1, 2 * hidden, hidden);
                Tensor toR = ofN.mul(s);
                Tensor ofR = ActivationKernels.sigmoidBackward(toR, r)) {
            if (wanted.inputs().get(0)) {
                contributions.add(ShapeKernels.concatenate(List.of(ofR, ofZ, ofN), 1));
            }
            if (wanted.inputs().get(1)) {
                try (Tensor ofReset = ofN.mul(r)) {
                    contributions.add(ShapeKernels.concatenate(List.of(ofR, ofZ, ofReset), 1));
                }
            }
            if (wanted.inputs().get(2)) {
                contributions.add(toDifference.share());
            }
        }
        return new Pullback(contributions, List.of());
    }

    @Override
    public String toString() {
        return "gruState";
    }
}
