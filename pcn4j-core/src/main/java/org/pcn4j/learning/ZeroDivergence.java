package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Zero-divergence inference learning: Song et al. 2020 (fully connected networks), Salvatori et al. 2021, arXiv
 * 2103.03725, Algorithm 2 (convolutional and recurrent ones), Salvatori et al. 2022, arXiv 2103.04689 (any graph). Equal
 * to backpropagation under three conditions, which {@link Schedule}'s {@code with…} methods relax one at a time:
 *
 * <ul>
 *   <li>C1: inference starts from a forward pass, so that no hidden node has an error ({@link Schedule#withInitialNoise});
 *   <li>C2: each node learns at the inference step of its level ({@link Schedule#withLearning});
 *   <li>C3: the integration step γ is 1 ({@link Schedule#withGamma}); otherwise level l learns γ^l of it.
 * </ul>
 */
public final class ZeroDivergence {
    private ZeroDivergence() {}

    /** Returns the schedule {@code z-il}, with all three conditions met. */
    public static Schedule schedule() {
        return Schedule.named("z-il").withLearning(new Learning.AtLevel()).withLevelling(Levelling.DELAYED);
    }

    /**
     * Returns the schedule {@code z-il-unlevelled}: the rule as it was before graphs were levelled, each node learning at
     * its shortest distance from an output. Equal to backpropagation only where all paths from a node to the outputs are
     * equally long.
     */
    public static Schedule unlevelled() {
        return Schedule.named("z-il-unlevelled").withLearning(new Learning.AtDistance());
    }
}
