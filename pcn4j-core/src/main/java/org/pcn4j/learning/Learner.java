package org.pcn4j.learning;

import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.tensor.Seed;

/**
 * A learning rule at work on a network's parameters. Not thread-safe. Owns no tensors: the parameters, the optimizer and the
 * batch are borrowed. Parameters that another thread closes during an update are freed after it; the optimizer and the batch
 * must not be closed before.
 */
public interface Learner {
    /**
     * Learns from one batch: the summed Δθ, over the number of targets ({@link Clamps#count}; of samples, as a rule),
     * goes to the optimizer.
     *
     * @param clamps the batch; borrowed
     * @return the loss before the update, as a mean over the same; NaN or infinite once learning has failed
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     * @throws IllegalStateException if the parameters, the optimizer or the batch are closed
     */
    double update(Clamps clamps);

    /**
     * Learns as the update of a number, from 0, in a run: what is drawn at random, as dropout's masks, depends on the
     * learner's seed and on this number alone. {@link #update(Clamps)} numbers the updates that it makes from 0.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    double update(Clamps clamps, long number);

    /** Returns where the update of a number draws from. */
    static Seed noise(Seed seed, long number) {
        if (number < 0) {
            throw new IllegalArgumentException("updates are numbered from 0, not " + number);
        }
        return seed.derive(number);
    }

    /** Returns how much heavy work an update takes. */
    PlanCost cost();
}
