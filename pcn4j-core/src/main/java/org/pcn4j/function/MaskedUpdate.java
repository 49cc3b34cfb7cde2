package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.SequenceKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Holds a state over padding: the new state where the sequence has a token at the step, the old one where it has the
 * padding token 0. Inputs: the tokens [T], the new and the old state, both [n] → [n].
 *
 * @param step which place of the sequence, from 0
 */
public record MaskedUpdate(long step) implements Function {
    /** The token that stands for nothing. */
    public static final long PADDING = 0;

    private static final int INPUTS = 3;

    @Override
    public Shape shape(List<Shape> inputs) {
        if (inputs.size() != INPUTS
                || inputs.get(0).rank() != 1
                || inputs.get(0).size(0) <= step
                || inputs.get(1).rank() != 1
                || !inputs.get(1).equals(inputs.get(2))) {
            throw new ShapeException(this + " expects more than " + step
                    + " tokens, a new and an old state of one shape [n], got " + inputs);
        }
        return inputs.get(1);
    }

    @Override
    public Elements elements(int input) {
        return input == 0 ? Elements.Tokens.ANY : new Elements.Numbers();
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        try (Tensor tokens = inputs.get(0).select(1, step)) {
            Tensor present = SequenceKernels.differs(tokens, PADDING);
            return Prediction.of(
                    inputs, parameters, PointwiseKernels.where(present, inputs.get(1), inputs.get(2)), present);
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> contributions = new ArrayList<>(2);
        Tensor present = prediction.saved().get(0);
        if (wanted.inputs().get(1)) {
            contributions.add(PointwiseKernels.whereOrZero(present, error));
        }
        if (wanted.inputs().get(2)) {
            contributions.add(PointwiseKernels.zeroOrElse(present, error));
        }
        return new Pullback(contributions, List.of());
    }

    @Override
    public boolean keepsNumbers() {
        return true;
    }

    @Override
    public String toString() {
        return "hold(" + step + ")";
    }
}
