package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * Zeros around an image: [C, H, W] → [C, top + H + bottom, left + W + right].
 *
 * @param before rows above and columns to the left, at least 0
 * @param after rows below and columns to the right, at least 0
 */
public record Pad(Pair before, Pair after) implements SingleInput {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Pad {
        if (before.height() < 0 || before.width() < 0 || after.height() < 0 || after.width() < 0) {
            throw new IllegalArgumentException(
                    "pad's rows and columns must be at least 0, not " + before + " before and " + after + " after");
        }
    }

    /** As many zeros on each side. */
    public Pad(long all) {
        this(Pair.of(all), Pair.of(all));
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() != 3) {
            throw new ShapeException(this + " expects [C, H, W], got " + input);
        }
        return Shape.of(
                input.size(0),
                before.height() + input.size(1) + after.height(),
                before.width() + input.size(2) + after.width());
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        return Prediction.of(inputs, parameters, ShapeKernels.pad2d(inputs.get(0), before, after));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(wanted, () -> ShapeKernels.pad2d(error, negated(before), negated(after)));
    }

    private static Pair negated(Pair pair) {
        return new Pair(-pair.height(), -pair.width());
    }

    @Override
    public String toString() {
        return "pad(" + before + (after.equals(before) ? "" : " before, " + after + " after") + ")";
    }
}
