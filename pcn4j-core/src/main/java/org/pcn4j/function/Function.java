package org.pcn4j.function;

import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A node's prediction μ = f(x₁, …, xₙ; θ) of its value from its parents' values, with its pullback
 * e ↦ ((∂f/∂xᵢ)ᵀ e, (∂f/∂θ)ᵀ e). Functions are immutable, hold no tensors and may be shared by nodes and threads.
 *
 * <p>{@link #predict} is written with recordable operations only, so that libtorch's autograd can differentiate the same
 * forward pass by itself; {@link #pullback} calls ATen's derivative kernels with the operands, their order and their
 * strides as autograd would, so that the results have the same bits.
 */
public interface Function {
    /**
     * Returns the shape of the prediction for one sample.
     *
     * @param inputs the shapes of the parents' values for one sample
     * @throws ShapeException if the function cannot be applied to them: what it expected and what it got
     */
    Shape shape(List<Shape> inputs);

    /** Returns what parameters the function has: none, unless it says otherwise. */
    default List<ParameterSpec> parameters() {
        return List.of();
    }

    /**
     * Returns what the function keeps beside its parameters, as running statistics: nothing, unless it says otherwise. No rule
     * learns it, and the first prediction of an update alone may touch it.
     */
    default List<ParameterSpec> buffers() {
        return List.of();
    }

    /**
     * Tells whether what is predicted for a sample depends on that sample alone, so that a batch may be learned in shares.
     * It does, but for a function that looks at the batch as a whole, as batch normalization does.
     */
    default boolean isSamplewise() {
        return true;
    }

    /** Tells whether convolutions are the function's work, or part of it: not, unless it says otherwise. */
    default boolean convolves() {
        return false;
    }

    /**
     * Tells whether its pullback is the transposed derivative of its prediction, so that inference descends the energy: it is,
     * unless the function says otherwise. What it is made of says so for a composite.
     */
    default boolean pullsBackDerivatives() {
        return true;
    }

    /**
     * Returns which input each use reads, in the order in which {@link #predict} uses them: each input once, in order,
     * unless the function says otherwise. A function that uses an input several times hands its contributions back one
     * by one, so that they are summed with those of the input's other children in autograd's order.
     *
     * @param inputs how many inputs there are
     */
    default List<Integer> uses(int inputs) {
        return inputs == 1 ? List.of(0) : IntStream.range(0, inputs).boxed().toList();
    }

    /**
     * Returns what an input's elements must be: numbers, unless the function says otherwise.
     *
     * @param input which one, from 0
     */
    default Elements elements(int input) {
        return new Elements.Numbers();
    }

    /**
     * Tells whether what it predicts are probabilities or their logarithms, so that a loss that takes the softmax of numbers
     * must not follow: not, unless the function says otherwise.
     */
    default boolean predictsProbabilities() {
        return false;
    }

    /**
     * Tells whether what it predicts are its first input's numbers, wherever it puts them, but for what is drawn at random
     * while the network learns: so it is if it never looks at them, unless the function says otherwise.
     */
    default boolean keepsNumbers() {
        return elements(0) instanceof Elements.Anything;
    }

    /**
     * Tells whether what it predicts is memory of its own that its pullback never looks at, so that the next function of a
     * {@link Chain} may write its result there: not, unless the function says otherwise.
     */
    default boolean givesUpValue() {
        return false;
    }

    /**
     * Tells whether a pullback looks at {@link Wanted#sums} and may add Δθ there itself: not, unless the function says otherwise. A
     * function that hands what is wanted on to another, and changes or closes what that returns, must not say so.
     */
    default boolean addsToSums() {
        return false;
    }

    /**
     * Returns about how many multiplications it takes to predict a sample, by which owners of nodes are given as much to do each.
     * Pulling an error back to one input takes as many, and so does learning. One for each number that is predicted, unless the
     * function says otherwise.
     *
     * @param inputs the shapes of the parents' values for one sample
     */
    default long multiplications(List<Shape> inputs) {
        return shape(inputs).elements();
    }

    /**
     * Predicts.
     *
     * @param inputs the parents' values, each of the shape [B, …]; borrowed
     * @param parameters as {@link #parameters} lists them; borrowed
     * @param pass whether the network learns, the running statistics, and what is drawn once in an update
     * @return the prediction and whatever the pullback will need of it; the caller closes it
     */
    Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass);

    /**
     * Pulls an error back.
     *
     * @param prediction by this function; its inputs and parameters still hold what was predicted from
     * @param error e, of the shape of the prediction; borrowed
     * @param wanted which of the results to compute, use by use
     * @return what is wanted, which the caller owns; a contribution may share its elements with the error, Δθ must not
     *     share them with anything, since it is scaled in place
     */
    Pullback pullback(Prediction prediction, Tensor error, Wanted wanted);
}
