package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Error-based predictive coding: the energy of inference learning, with the errors as its variables in place of the values,
 * x = f(x of the parents) + ε (Goemaere et al. 2025, arXiv 2505.20137). A signal crosses the whole network within a step, so
 * inference converges in a number of steps that hardly grows with depth, to the same equilibrium. A step costs a forward and
 * a backward pass.
 *
 * <p>It gives up locality within a time: the feedback that moves an error depends on all of the node's descendants. Learning
 * is local.
 */
public final class ErrorBasedPredictiveCoding {
    private ErrorBasedPredictiveCoding() {}

    /**
     * Returns the schedule {@code epc}.
     *
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule schedule(int steps, double gamma) {
        return Schedule.named("epc").withSteps(steps).withGamma(gamma).withReach(Reach.GRAPH);
    }
}
