package org.pcn4j.function;

import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The energy of a node's value beside its prediction μ, as the loss ℓ(μ, y) of an output against its target y. It is summed
 * over the samples, never averaged: an average would change the inference step γ into γ/B. Immutable and thread-safe.
 */
public interface Energy {
    /**
     * Returns ℓ, a new tensor of a single number, by recordable operations.
     *
     * @param prediction μ, [B, …], float32 or float64; borrowed
     * @param target y as {@link #requireTarget} wants it: of the prediction's shape and type, or int64 labels, [B] or [B, T];
     *     borrowed
     */
    Tensor total(Tensor prediction, Tensor target);

    /**
     * Returns e = −weight · ∂ℓ/∂μ, of the prediction's shape and type, a new tensor.
     *
     * @param prediction μ, [B, …], float32 or float64; borrowed
     * @param target y as {@link #total(Tensor, Tensor)} takes it; borrowed
     * @param weight what the loss is multiplied by, 1 unless it is {@linkplain #weighted weighted}
     */
    Tensor error(Tensor prediction, Tensor target, double weight);

    /**
     * The error of a prediction, and its energy with it.
     *
     * @param error as {@link #error} gives it at a weight of 1
     * @param total as {@link #total(Tensor, Tensor)} gives it
     */
    record Scored(Tensor error, Tensor total) {}

    /**
     * Returns error and energy of one prediction, where the one is on the way to the other: to the bit what two calls return.
     * Nothing, unless it says otherwise.
     *
     * @param prediction μ, [B, …]; borrowed
     * @param target y; borrowed
     * @return new tensors
     */
    default Optional<Scored> scored(Tensor prediction, Tensor target) {
        return Optional.empty();
    }

    /**
     * Returns the precision of an energy ½ Σ π(x − μ)²; nothing of any other. A value may be free, or nudged, where its
     * energy has one.
     */
    default Optional<Precision> precision() {
        return Optional.empty();
    }

    /** Tells whether it takes the softmax of predictions by itself, so that these are logits of classes and never numbers. */
    default boolean takesSoftmax() {
        return false;
    }

    /**
     * Tells whether the precision is learned: then the energy has a parameter, the last of the node's, and {@link #precision}
     * says nothing of it. Not, unless it says otherwise.
     */
    default boolean learnsPrecision() {
        return false;
    }

    /** Returns the energy as dense kernels compute it, of a node that is held; nothing where they do not. */
    default Optional<DenseLoss> dense() {
        return Optional.empty();
    }

    /** Returns the function of a node of this energy: the given one, with the energy's parameters after its own. */
    default Function predictor(Function function) {
        return function;
    }

    /**
     * Returns πε, a new tensor or handle.
     *
     * @param error ε; borrowed
     * @param theta the node's parameters; borrowed
     */
    default Tensor weigh(Tensor error, List<Tensor> theta) {
        return precision().orElse(Precision.ONE).times(error);
    }

    /**
     * Returns what the energy of each sample has beside ½ Σ πε²: nothing, unless it says otherwise.
     *
     * @param theta the node's parameters; borrowed
     */
    default double perSample(List<Tensor> theta) {
        return 0;
    }

    /**
     * Returns ℓ with the node's parameters, by recordable operations: {@link #total(Tensor, Tensor)}, unless the energy has
     * some of its own.
     *
     * @param theta the node's parameters; borrowed
     */
    default Tensor total(Tensor prediction, Tensor target, List<Tensor> theta) {
        return total(prediction, target);
    }

    /**
     * Returns the energy element by element, of the shape of the target, a new tensor; their sum is {@link #total}.
     *
     * @throws UnsupportedOperationException if the energy does not say: then it cannot be weighted element by element
     */
    default Tensor elements(Tensor prediction, Tensor target) {
        throw new UnsupportedOperationException("the energy " + this + " cannot be weighted element by element");
    }

    /**
     * Returns the error of the energy Σ wᵢEᵢ, a new tensor; 0 where the weight is, whatever the value holds there.
     *
     * @param error of the energy with all weights 1; borrowed
     * @param weights w, of the shape of the target; borrowed
     */
    default Tensor weighted(Tensor error, Tensor weights) {
        return PointwiseKernels.weighted(error, weights);
    }

    /**
     * Returns how many targets the loss sums over, which is what Δθ is divided by where the network has one output: the
     * samples, or all labels where each sample has several. A weight does not change it.
     *
     * @param target y; borrowed
     */
    default long count(Tensor target) {
        return target.size(0);
    }

    /**
     * Returns this loss times a weight, as of one output among several.
     *
     * @throws IllegalArgumentException if the weight is not finite or not greater than 0
     */
    default Energy weighted(double weight) {
        return new WeightedEnergy(this, weight);
    }

    /** Returns this loss without the weight that {@link #weighted} gave it: itself if it has none. */
    default Energy unweighted() {
        return this;
    }

    /**
     * Returns the targets that say the same as class labels.
     *
     * @param labels int64 [B], or [B, T] for an output of T labels a sample, from 0 to classes − 1
     * @param output the shape [classes] or [T, classes] of the output for one sample
     * @return a new tensor or handle
     */
    Tensor targets(Tensor labels, Shape output, DType dtype);

    /**
     * Makes sure that the loss can score outputs of this shape. Any will do unless a loss says otherwise.
     *
     * @param output the shape of the output for one sample
     * @throws ShapeException if it cannot: what was expected and what was found
     */
    default void requireOutput(Shape output) {}

    /**
     * Makes sure that the target fits the output, its numbers included.
     *
     * @param output the shape of the output for one sample
     * @throws ShapeException if it does not: what was expected and what was found
     */
    void requireTarget(Shape output, long batch, Tensor target);
}
