package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Predictive coding under the fixed prediction assumption: predictions and Jacobians stay those of the forward pass, so
 * the errors settle at backpropagation's (Millidge, Tschantz and Buckley 2020; Rosenbaum 2022). With γ = 1 it is exact
 * once T reaches the network's depth.
 */
public final class FixedPrediction {
    private FixedPrediction() {}

    /**
     * Returns the schedule {@code fpa}.
     *
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule schedule(int steps, double gamma) {
        return Schedule.named("fpa").withSteps(steps).withGamma(gamma).withPredictions(Predictions.FIXED);
    }
}
