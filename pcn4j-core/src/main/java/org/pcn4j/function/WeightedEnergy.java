package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A loss times a number, as of one output among several.
 *
 * @param loss not weighted itself
 * @param weight finite, greater than 0
 */
record WeightedEnergy(Energy loss, double weight) implements Energy {
    WeightedEnergy {
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException("a loss's weight must be finite and greater than 0, not " + weight);
        }
        if (loss instanceof WeightedEnergy other) {
            throw new IllegalArgumentException("the loss is weighted already: " + other);
        }
    }

    @Override
    public Energy unweighted() {
        return loss;
    }

    @Override
    public Tensor total(Tensor prediction, Tensor target) {
        try (Tensor unweighted = loss.total(prediction, target)) {
            return unweighted.mul(weight);
        }
    }

    @Override
    public Tensor error(Tensor prediction, Tensor target, double outer) {
        return loss.error(prediction, target, outer * weight);
    }

    @Override
    public Optional<Precision> precision() {
        return loss.precision().map(precision -> precision.times(weight));
    }

    @Override
    public boolean takesSoftmax() {
        return loss.takesSoftmax();
    }

    @Override
    public Tensor elements(Tensor prediction, Tensor target) {
        try (Tensor unweighted = loss.elements(prediction, target)) {
            return unweighted.mul(weight);
        }
    }

    @Override
    public Tensor weighted(Tensor error, Tensor weights) {
        return loss.weighted(error, weights);
    }

    @Override
    public long count(Tensor target) {
        return loss.count(target);
    }

    @Override
    public Tensor targets(Tensor labels, Shape output, DType dtype) {
        return loss.targets(labels, output, dtype);
    }

    @Override
    public void requireOutput(Shape output) {
        loss.requireOutput(output);
    }

    @Override
    public void requireTarget(Shape output, long batch, Tensor target) {
        loss.requireTarget(output, batch, target);
    }

    @Override
    public Optional<DenseLoss> dense() {
        return loss.dense().map(dense -> dense.times(weight));
    }

    @Override
    public String toString() {
        return weight + " · " + loss;
    }
}
