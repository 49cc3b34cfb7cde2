package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Predictive coding as Torch2PC computes it (Rosenbaum 2022, arXiv 2106.13082, {@code Strict}): n sweeps from the output
 * down, in each of which every node reads what the sweep before left. That is inference learning with a difference of one
 * step: parameters learn from the errors at the beginning of the last sweep and from the values after it. Torch2PC's
 * {@code FixedPred(η, n)} is {@link FixedPrediction} with γ = η and T = n − 1, its {@code Exact} is backpropagation.
 */
public final class Strict {
    private Strict() {}

    /**
     * Returns the schedule {@code strict}.
     *
     * @param sweeps n, at least 1
     * @param gamma η, finite and greater than 0
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static Schedule schedule(int sweeps, double gamma) {
        if (sweeps < 1) {
            throw new IllegalArgumentException("the number of sweeps must be at least 1, not " + sweeps);
        }
        return InferenceLearning.schedule(sweeps - 1, gamma).withName("strict").withParents(Parents.NEXT);
    }
}
