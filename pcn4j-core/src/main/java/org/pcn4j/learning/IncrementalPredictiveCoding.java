package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Incremental predictive coding: as inference learning, but the parameters learn at every step (Salvatori et al. 2022,
 * arXiv 2212.00720). Each step is an update of its own to the optimizer.
 */
public final class IncrementalPredictiveCoding {
    private IncrementalPredictiveCoding() {}

    /**
     * Returns the schedule {@code ipc} that learns at T + 1 times, 0 … T.
     *
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule schedule(int steps, double gamma) {
        return Schedule.named("ipc").withSteps(steps).withGamma(gamma).withLearning(new Learning.AtEveryStep());
    }

    /**
     * Returns the schedule {@code ipc} as papers run it: each of T steps, 0 … T − 1, moves values and parameters from the same
     * errors.
     *
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule whileRelaxing(int steps, double gamma) {
        return schedule(steps, gamma).withLearning(new Learning.WhileRelaxing());
    }
}
