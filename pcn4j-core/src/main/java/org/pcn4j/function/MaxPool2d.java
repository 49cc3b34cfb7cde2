package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.PoolKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The largest number of each window: [C, H, W] → [C, H′, W′]. Windows reach over the padding, which is never the largest. */
public record MaxPool2d(PoolGeometry geometry) implements SingleInput {
    /** Square windows side by side. */
    public MaxPool2d(long kernel) {
        this(PoolGeometry.of(Pair.of(kernel)));
    }

    @Override
    public Shape shape(Shape input) {
        return Pooling.shape(this, geometry, input);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        PoolKernels.MaxPooled pooled = PoolKernels.maxPool2d(inputs.get(0), geometry);
        return Prediction.of(inputs, parameters, pooled.values(), pooled.indices());
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(
                wanted,
                () -> PoolKernels.maxPool2dBackward(
                        error, prediction.input(), prediction.saved().get(0), geometry));
    }

    @Override
    public String toString() {
        return Pooling.describe("maxPool2d", geometry);
    }
}
