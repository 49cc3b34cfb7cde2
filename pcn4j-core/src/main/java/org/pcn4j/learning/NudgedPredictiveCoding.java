package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Inference learning in which outputs are nudged towards their targets instead of held to them, Δθ divided by the nudge β.
 * Clamped nudges, {@code pn}, {@code nn} and {@code cn}, hold an output to μ⁰ + β(y − μ⁰) (Scellier et al. 2023; Pinchetti et
 * al. 2025) and need a squared error. The soft nudge lets it find its place between prediction and target: equilibrium
 * propagation (Scellier and Bengio 2017) on predictive coding's energy, which tends to backpropagation as β goes to 0.
 */
public final class NudgedPredictiveCoding {
    private NudgedPredictiveCoding() {}

    /**
     * Returns the schedule {@code pn}.
     *
     * @param beta β, finite and greater than 0
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule positive(double beta, int steps, double gamma) {
        return clamped("pn", beta, beta, steps, gamma);
    }

    /**
     * Returns the schedule {@code nn}, which moves outputs away from their targets, and Δθ the other way.
     *
     * @param beta −β, finite and greater than 0
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule negative(double beta, int steps, double gamma) {
        return clamped("nn", beta, -beta, steps, gamma);
    }

    private static Schedule clamped(String name, double size, double beta, int steps, double gamma) {
        if (!(size > 0)) {
            throw new IllegalArgumentException("the beta of " + name + " must be greater than 0, not " + size);
        }
        return InferenceLearning.schedule(steps, gamma).withName(name).withNudging(new Nudging.Clamped(beta));
    }

    /**
     * Returns the schedule {@code cn}: both of them from one forward pass, and the mean of their Δθ. It costs twice as much.
     *
     * @param beta β, finite and greater than 0
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule centered(double beta, int steps, double gamma) {
        return InferenceLearning.schedule(steps, gamma).withName("cn").withNudging(new Nudging.Centered(beta));
    }

    /**
     * Returns the schedule {@code soft-nudge}, for any loss. An error takes one step more than by other rules to any node, as
     * the output's own value comes first.
     *
     * @param beta β, finite and greater than 0
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule soft(double beta, int steps, double gamma) {
        return InferenceLearning.schedule(steps, gamma).withName("soft-nudge").withNudging(new Nudging.Soft(beta));
    }
}
