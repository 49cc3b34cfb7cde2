package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.PoolKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The mean of each window, padding counted as zeros: [C, H, W] → [C, H′, W′]. */
public record AvgPool2d(PoolGeometry geometry) implements SingleInput {
    /** Square windows side by side. */
    public AvgPool2d(long kernel) {
        this(PoolGeometry.of(Pair.of(kernel)));
    }

    @Override
    public Shape shape(Shape input) {
        return Pooling.shape(this, geometry, input);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        return Prediction.of(inputs, parameters, PoolKernels.avgPool2d(inputs.get(0), geometry));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(wanted, () -> PoolKernels.avgPool2dBackward(error, prediction.input(), geometry));
    }

    @Override
    public String toString() {
        return Pooling.describe("avgPool2d", geometry);
    }
}
