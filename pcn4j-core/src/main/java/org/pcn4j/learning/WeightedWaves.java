package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Weighting;

/**
 * Inference learning whose precisions follow the wave of the error from the output down (Qi et al. 2026, arXiv 2506.23800):
 * a node's error counts fully at the time of its level and little afterwards, so that energy does not stay next to the output.
 * With the forward update Δθ = (∂f/∂θ at x⁰)ᵀ(x(T) − μ⁰), and α and momentum 0, a node k hops above the output learns γᵏ(1 −
 * γ) of backpropagation's update once T &gt; k.
 */
public final class WeightedWaves {
    private WeightedWaves() {}

    /**
     * Returns the schedule {@code spiking}, with the forward update; {@link Schedule#withParents} says otherwise.
     *
     * @param alpha the precision after the time of the level: finite, at least 0
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule spiking(double alpha, int steps, double gamma) {
        return wave("spiking", new Weighting.Spiking(alpha), steps, gamma);
    }

    /**
     * Returns the schedule {@code decaying}, with the forward update; {@link Schedule#withParents} says otherwise.
     *
     * @param alpha what the precision fades from after the time of the level: finite, at least 0
     * @param steps T, at least 0
     * @param gamma γ, finite and greater than 0
     */
    public static Schedule decaying(double alpha, int steps, double gamma) {
        return wave("decaying", new Weighting.Decaying(alpha), steps, gamma);
    }

    private static Schedule wave(String name, Weighting weighting, int steps, double gamma) {
        return InferenceLearning.schedule(steps, gamma)
                .withName(name)
                .withWeighting(weighting)
                .withParents(Parents.FORWARD);
    }
}
