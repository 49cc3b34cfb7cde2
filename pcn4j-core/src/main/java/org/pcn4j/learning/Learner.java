package org.pcn4j.learning;

import org.pcn4j.inference.Clamps;
import org.pcn4j.inference.PlanCost;

/** A learning rule at work on a network's parameters. Not thread-safe. */
public interface Learner {
    /**
     * Learns from one batch: the summed Δθ, over the number of answers ({@link Clamps#count}; of samples, as a rule),
     * goes to the optimizer.
     *
     * @param clamps the batch; borrowed
     * @return the loss before the update, as a mean over the same; NaN or infinite once learning has failed
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    double update(Clamps clamps);

    /** Returns how much heavy work an update takes. */
    PlanCost cost();
}
