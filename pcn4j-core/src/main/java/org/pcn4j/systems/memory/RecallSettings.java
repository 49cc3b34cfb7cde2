package org.pcn4j.systems.memory;

import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;

/**
 * How a memory recalls.
 *
 * @param gamma γ: finite, greater than 0
 * @param step whether the step guard may lower it
 * @param tolerance values rest where the force on no pattern is more than this part of what it was: greater than 0, less
 *     than 1
 * @param steps how many steps at most: at least 0
 * @param rounds how often a pattern that may be wrong everywhere is replaced by what is recalled of it: at least 1
 */
public record RecallSettings(double gamma, StepChoice step, double tolerance, int steps, int rounds) {
    /** γ 0.1 unless the guard lowers it, until values rest to a thousandth or for 2000 steps, 5 rounds. */
    public static final RecallSettings DEFAULT = new RecallSettings(0.1, StepChoice.GUARDED, 1e-3, 2000, 5);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RecallSettings {
        if (rounds < 1) {
            throw new IllegalArgumentException("there must be at least 1 round of recall, not " + rounds);
        }
        Schedule unused = schedule(gamma, tolerance, steps);
    }

    /** Returns these settings with a γ that nobody changes. */
    public RecallSettings withGamma(double gamma) {
        return new RecallSettings(gamma, StepChoice.AS_GIVEN, tolerance, steps, rounds);
    }

    /** Returns these settings with a γ that the step guard lowers where it is too large. */
    public RecallSettings withGuardedGamma(double gamma) {
        return new RecallSettings(gamma, StepChoice.GUARDED, tolerance, steps, rounds);
    }

    /** Returns these settings with another end. */
    public RecallSettings withSteps(double tolerance, int steps) {
        return new RecallSettings(gamma, step, tolerance, steps, rounds);
    }

    /** Returns these settings with another number of rounds. */
    public RecallSettings withRounds(int rounds) {
        return new RecallSettings(gamma, step, tolerance, steps, rounds);
    }

    /** Returns the schedule of recall. */
    public Schedule schedule() {
        return schedule(gamma, tolerance, steps);
    }

    private static Schedule schedule(double gamma, double tolerance, int steps) {
        return Schedule.named("recall").withGamma(gamma).withUntil(new Until.Settled(tolerance, steps));
    }
}
