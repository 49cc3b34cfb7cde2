package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Errors;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Inference learning with error nodes that have dynamics of their own, as a circuit of neurons would: each error follows x −
 * μ by the same γ by which values move, in place of being x − μ at once ({@link Errors#DYNAMIC}). Ours. It settles where
 * inference learning does, if γ times the energy's largest curvature is less than 1; inference learning needs less than 2.
 */
public final class DynamicErrors {
    private DynamicErrors() {}

    /**
     * Returns the schedule {@code il-dynamic}.
     *
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule schedule(int steps, double gamma) {
        return InferenceLearning.schedule(steps, gamma).withName("il-dynamic").withErrors(Errors.DYNAMIC);
    }
}
