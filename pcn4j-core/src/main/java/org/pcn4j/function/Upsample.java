package org.pcn4j.function;

import java.util.List;
import java.util.Locale;
import org.pcn4j.tensor.PoolKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * An image enlarged: [C, H, W] → [C, factor · H, factor · W].
 *
 * @param factor at least 1
 * @param mode where the new numbers come from
 */
public record Upsample(long factor, Mode mode) implements SingleInput {
    /** Where the new numbers come from. */
    public enum Mode {
        /** The nearest place: each number is repeated. */
        NEAREST,
        /** The four nearest places, weighted by distance; corners are not aligned, as is PyTorch's default. */
        BILINEAR
    }

    /**
     * Checks the factor.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Upsample {
        if (factor < 1) {
            throw new IllegalArgumentException("upsample's factor must be at least 1, not " + factor);
        }
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() != 3) {
            throw new ShapeException(this + " expects [C, H, W], got " + input);
        }
        return Shape.of(input.size(0), factor * input.size(1), factor * input.size(2));
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Tensor x = inputs.get(0);
        Tensor value = switch (mode) {
            case NEAREST -> PoolKernels.upsampleNearest(x, factor);
            case BILINEAR -> PoolKernels.upsampleBilinear(x, factor);
        };
        return Prediction.of(inputs, parameters, value);
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        if (!wanted.anyInput()) {
            return Pullback.none();
        }
        Tensor x = prediction.input();
        Tensor contribution = switch (mode) {
            case NEAREST -> PoolKernels.upsampleNearestBackward(error, x, factor);
            case BILINEAR -> PoolKernels.upsampleBilinearBackward(error, x, factor);
        };
        return new Pullback(List.of(contribution), List.of());
    }

    @Override
    public String toString() {
        return "upsample(" + factor + ", " + mode.name().toLowerCase(Locale.ROOT) + ")";
    }
}
