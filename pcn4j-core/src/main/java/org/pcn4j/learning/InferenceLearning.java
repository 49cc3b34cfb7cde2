package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Schedule;

/**
 * Inference learning: the values relax for T steps, then all parameters learn at once (Whittington and Bogacz 2017; Song
 * et al. 2020, Algorithm 1). It approximates backpropagation where the output's error is small.
 */
public final class InferenceLearning {
    private InferenceLearning() {}

    /**
     * Returns the schedule {@code il}.
     *
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule schedule(int steps, double gamma) {
        return Schedule.named("il").withSteps(steps).withGamma(gamma);
    }
}
