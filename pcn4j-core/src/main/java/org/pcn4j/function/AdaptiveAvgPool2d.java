package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The means of regions that share out an image of any size: [C, H, W] → [C, height, width]. With 1×1 it is the mean of
 * each channel, as at the end of a residual network.
 *
 * @param size height and width of the prediction, at least 1
 */
public record AdaptiveAvgPool2d(Pair size) implements SingleInput {
    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public AdaptiveAvgPool2d {
        if (size.height() < 1 || size.width() < 1) {
            throw new IllegalArgumentException("adaptiveAvgPool2d's size must be at least 1, not " + size);
        }
    }

    /** To this height and width. */
    public AdaptiveAvgPool2d(long height, long width) {
        this(new Pair(height, width));
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() != 3 || input.size(1) < 1 || input.size(2) < 1) {
            throw new ShapeException(this + " expects [C, H, W] with at least one place, got " + input);
        }
        return Shape.of(input.size(0), size.height(), size.width());
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Tensor x = inputs.get(0);
        return Prediction.of(
                inputs, parameters, isMean() ? PoolKernels.globalAvgPool2d(x) : PoolKernels.adaptiveAvgPool2d(x, size));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        if (!wanted.anyInput()) {
            return Pullback.none();
        }
        Tensor x = prediction.input();
        return new Pullback(
                List.of(
                        isMean()
                                ? PoolKernels.globalAvgPool2dBackward(error, x)
                                : PoolKernels.adaptiveAvgPool2dBackward(error, x)),
                List.of());
    }

    /** ATen takes the mean there, too. */
    private boolean isMean() {
        return size.equals(Pair.of(1));
    }

    @Override
    public String toString() {
        return "adaptiveAvgPool2d(" + size + ")";
    }
}
