package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * Some of a sample's slices along a dimension, which stays: [C, H, W] → [C, to − from, W] for dimension 1. Where one
 * slice is taken and the dimension is to go, use {@link Select}.
 *
 * @param dimension counted from 0 without the batch
 * @param from the first slice, at least 0
 * @param to the slice after the last, greater than {@code from}
 */
public record Slice(int dimension, long from, long to) implements SingleInput {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the dimension or the first slice is negative, or there are no slices
     */
    public Slice {
        if (dimension < 0) {
            throw new IllegalArgumentException("slice's dimension must be at least 0, not " + dimension);
        }
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException(
                    "slice's range must begin at 0 or later and end after that, not from " + from + " to " + to);
        }
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() <= dimension || input.size(dimension) < to) {
            throw new ShapeException(
                    this + " expects at least " + to + " slices along dimension " + dimension + ", got " + input);
        }
        long[] sizes = input.toArray();
        sizes[dimension] = to - from;
        return Shape.of(sizes);
    }

    @Override
    public Elements elements(int input) {
        return new Elements.Anything();
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        return Prediction.of(inputs, parameters, inputs.get(0).narrow(dimension + 1, from, to - from));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(
                wanted, () -> ShapeKernels.narrowBackward(error, prediction.input(), dimension + 1, from, to));
    }

    @Override
    public String toString() {
        return "slice(dimension " + dimension + ", " + from + " to " + to + ")";
    }
}
