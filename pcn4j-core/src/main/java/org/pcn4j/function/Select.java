package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * One slice of a sample along its first dimension, such as the k-th element of a sequence: [K, …] → […].
 *
 * @param index which slice, from 0
 */
public record Select(long index) implements SingleInput {
    private static final int FIRST_AFTER_BATCH = 1;

    /**
     * Checks the index.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Select {
        if (index < 0) {
            throw new IllegalArgumentException("select's index must be at least 0, not " + index);
        }
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() < 1 || input.size(0) <= index) {
            throw new ShapeException(
                    this + " expects at least " + (index + 1) + " slices along the first dimension, got " + input);
        }
        return input.sample();
    }

    @Override
    public Elements elements(int input) {
        return new Elements.Anything();
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        return Prediction.of(inputs, parameters, inputs.get(0).select(FIRST_AFTER_BATCH, index));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(
                wanted, () -> ShapeKernels.selectBackward(error, prediction.input(), FIRST_AFTER_BATCH, index));
    }

    @Override
    public String toString() {
        return "select(" + index + ")";
    }
}
