package org.pcn4j.function;

import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LossKernels;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * ℓ = −Σ (y log σ(μ) + (1 − y) log(1 − σ(μ))), the cross-entropy of a probability for each element, whose logit is μ: the
 * energy of binary pixels, and of gray ones taken as probabilities. So e = y − σ(μ). The target has the output's shape and
 * numbers from 0 to 1.
 */
public record BinaryCrossEntropy() implements Energy {
    @Override
    public Tensor total(Tensor prediction, Tensor target) {
        return LossKernels.binaryCrossEntropy(prediction, target);
    }

    @Override
    public Tensor error(Tensor prediction, Tensor target, double weight) {
        try (Tensor probability = ActivationKernels.sigmoid(prediction);
                Tensor excess = probability.sub(target)) {
            return excess.mul(-weight);
        }
    }

    @Override
    public Tensor elements(Tensor prediction, Tensor target) {
        return LossKernels.binaryCrossEntropies(prediction, target);
    }

    @Override
    public Tensor targets(Tensor labels, Shape output, DType dtype) {
        return new SquaredError().targets(labels, output, dtype);
    }

    @Override
    public void requireTarget(Shape output, long batch, Tensor target) {
        new SquaredError().requireTarget(output, batch, target);
        // What is not known may be NaN: a mask weighs it by 0.
        if (PointwiseKernels.anyOutside(target, 0, 1)) {
            throw new ShapeException(
                    this + " expects a target of numbers from 0 to 1, as pixels that are not normalized");
        }
    }

    @Override
    public String toString() {
        return "binary cross-entropy";
    }
}
