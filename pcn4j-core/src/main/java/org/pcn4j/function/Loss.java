package org.pcn4j.function;

import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The energy ℓ(μ, y) of an output μ against its target y, summed over the samples, never averaged: an average would
 * change the inference step γ into γ/B. Immutable and thread-safe.
 */
public interface Loss {
    /**
     * Returns ℓ, a single number, by recordable operations.
     *
     * @param prediction μ, [B, …]; borrowed
     * @param target y; borrowed
     */
    Tensor total(Tensor prediction, Tensor target);

    /**
     * Returns e = −∂ℓ/∂μ, of the prediction's shape, a new tensor.
     *
     * @param prediction μ, [B, …]; borrowed
     * @param target y; borrowed
     */
    Tensor error(Tensor prediction, Tensor target);

    /**
     * Returns the targets that say the same as class labels.
     *
     * @param labels int64 [B], from 0 to classes − 1
     * @param output the shape [classes] of the output for one sample
     * @return a new tensor or handle
     */
    Tensor targets(Tensor labels, Shape output, DType dtype);

    /**
     * Makes sure that the target fits the output.
     *
     * @param output the shape of the output for one sample
     * @throws ShapeException if it does not: what was expected and what was found
     */
    void requireTarget(Shape output, long batch, Tensor target);
}
