package org.pcn4j.learning;

import java.util.List;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.dense.DenseStep;

/**
 * A step of gradient descent on Java's arrays, whose state is the moving mean where there is momentum.
 *
 * @param scale what Δθ is multiplied by
 * @param first whether the mean begins
 */
record DenseDescent(double scale, double decay, double momentum, boolean first, double rate) implements DenseStep {
    @Override
    public <A> void apply(DenseKernels<A> kernels, A theta, List<A> state, int at, A delta, int deltaAt, int count) {
        if (state.isEmpty()) {
            kernels.descend(theta, at, delta, deltaAt, count, scale, decay, rate);
        } else {
            kernels.descend(theta, state.get(0), at, delta, deltaAt, count, scale, decay, momentum, first, rate);
        }
    }
}
