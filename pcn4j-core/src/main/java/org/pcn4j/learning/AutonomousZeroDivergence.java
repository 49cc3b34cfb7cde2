package org.pcn4j.learning;

import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.Schedule;

/**
 * Fully autonomous zero-divergence inference learning, Fa-Z-IL: as {@link ZeroDivergence}, but without a clock that tells a
 * layer the step of its level. Each unit finds that moment by itself: it learns when its error leaves zero after t_d steps at
 * zero (Song et al. 2020, Section 4, Algorithm 2).
 *
 * <p>Errors are exactly zero before the time of their level, so a unit with an error then learns then, as under Z-IL. It
 * is no longer backpropagation where the error of a unit returns to zero and leaves it again; where one that is zero at its
 * level, as behind a dead rectifier, is not later; and where nodes of several levels share a parameter, which moves in
 * between: then predictions change, and errors with them, before their time. {@code analysis.LearningMoments} measures how
 * often the moment is found.
 */
public final class AutonomousZeroDivergence {
    private AutonomousZeroDivergence() {}

    /**
     * Returns the schedule {@code fa-z-il}.
     *
     * @param zeroSteps t_d, at least 1
     */
    public static Schedule schedule(int zeroSteps) {
        return Schedule.named("fa-z-il")
                .withLearning(new Learning.Gated(zeroSteps))
                .withLevelling(Levelling.DELAYED);
    }
}
