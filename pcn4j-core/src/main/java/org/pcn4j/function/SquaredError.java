package org.pcn4j.function;

import java.util.Arrays;
import java.util.Optional;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LossKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** ℓ = ½ Σ (y − μ)², so e = y − μ: the papers' energy of a clamped output. The target has the output's shape. */
public record SquaredError() implements Energy {
    @Override
    public Tensor total(Tensor prediction, Tensor target) {
        try (Tensor doubled = LossKernels.squaredError(prediction, target)) {
            return doubled.mul(0.5);
        }
    }

    @Override
    public Tensor error(Tensor prediction, Tensor target, double weight) {
        Tensor error = target.sub(prediction);
        return weight == 1 ? error : error.mulInPlace(weight);
    }

    @Override
    public Optional<Precision> precision() {
        return Optional.of(Precision.ONE);
    }

    @Override
    public Tensor elements(Tensor prediction, Tensor target) {
        return Gaussian.UNIT.elements(prediction, target);
    }

    @Override
    public Tensor targets(Tensor labels, Shape output, DType dtype) {
        int width = Math.toIntExact(output.size(output.rank() - 1));
        new Elements.Tokens(width).require("label", labels);
        long[] classes = labels.toLongs();
        double[] oneHot = new double[classes.length * width];
        for (int i = 0; i < classes.length; i++) {
            oneHot[i * width + Math.toIntExact(classes[i])] = 1;
        }
        return Tensor.of(dtype, output.batched(labels.size(0)), oneHot);
    }

    @Override
    public void requireTarget(Shape output, long batch, Tensor target) {
        Shape expected = output.batched(batch);
        if (!target.shape().equals(expected)) {
            throw new ShapeException(this + " expects a target of " + expected + ", got " + target.shape());
        }
        if (target.dtype() == DType.INT64) {
            throw new ShapeException(this + " expects a target of "
                    + Arrays.asList(DType.FLOAT32, DType.FLOAT64) + ", got int64; class labels are turned into "
                    + "targets by Energy.targets");
        }
    }

    @Override
    public Optional<DenseLoss> dense() {
        return Optional.of(new DenseLoss(DenseLoss.Kind.SQUARED_ERROR, 1));
    }

    @Override
    public String toString() {
        return "squared error";
    }
}
