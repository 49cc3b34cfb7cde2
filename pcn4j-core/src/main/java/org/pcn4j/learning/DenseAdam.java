package org.pcn4j.learning;

import java.util.List;
import org.pcn4j.dense.AdamStep;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.dense.DenseStep;

/** A step of Adam or AdamW on Java's arrays, whose state is the mean and the mean square. */
record DenseAdam(AdamStep step) implements DenseStep {
    @Override
    public <A> void apply(DenseKernels<A> kernels, A theta, List<A> state, int at, A delta, int deltaAt, int count) {
        kernels.adam(theta, state.get(0), state.get(1), at, delta, deltaAt, count, step);
    }
}
