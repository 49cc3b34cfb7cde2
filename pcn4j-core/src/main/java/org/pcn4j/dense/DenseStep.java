package org.pcn4j.dense;

import java.util.List;

/** One step of one parameter by an optimizer, element by element, on Java's arrays. */
public interface DenseStep {
    /**
     * Moves some elements. Different threads may move different elements at the same time.
     *
     * @param theta θ, of which the elements from {@code at} on are moved
     * @param state what the optimizer keeps of the parameter, in its order, each laid out as θ
     * @param delta the raw Δθ, whose elements from {@code deltaAt} on move those of θ
     * @param count how many elements
     * @param <A> the arrays
     */
    <A> void apply(DenseKernels<A> kernels, A theta, List<A> state, int at, A delta, int deltaAt, int count);
}
