package org.pcn4j.learning;

import org.pcn4j.inference.Schedule;
import org.pcn4j.inference.Schedule.Learning;
import org.pcn4j.inference.Schedule.Levelling;
import org.pcn4j.inference.Schedule.Predictions;
import org.pcn4j.inference.Schedule.Steps;

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
        return new Schedule(
                "ipc", new Steps.Count(steps), gamma, 0, new Learning.AtEveryStep(), Predictions.LIVE, Levelling.NONE);
    }
}
