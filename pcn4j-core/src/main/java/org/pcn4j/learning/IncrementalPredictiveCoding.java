package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Incremental predictive coding: as inference learning, but the parameters learn at every step, 0 … T (Salvatori et al.
 * 2022, arXiv 2212.00720). Each step is an update of its own to the optimizer.
 */
public final class IncrementalPredictiveCoding {
    private IncrementalPredictiveCoding() {}

    /**
     * Returns the schedule {@code ipc}.
     *
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule schedule(int steps, double gamma) {
        return Schedule.named("ipc").withSteps(steps).withGamma(gamma).withLearning(new Learning.AtEveryStep());
    }
}
