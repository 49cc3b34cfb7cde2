package org.pcn4j.systems.memory;

import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;

/**
 * How a memory recalls.
 *
 * @param gamma γ: finite, greater than 0
 * @param momentum m: at least 0, less than 1; recall comes to rest much sooner with it
 * @param step whether the step guard may lower γ
 * @param tolerance values rest where the force on no pattern is more than this part of what it was: greater than 0, less
 *     than 1
 * @param steps how many steps at most: at least 0
 * @param rounds how often a pattern that may be wrong everywhere is replaced by what is recalled of it: at least 1
 */
public record RecallSettings(double gamma, double momentum, StepChoice step, double tolerance, int steps, int rounds) {
    /** γ 0.05 unless the guard lowers it, momentum 0.9, until values rest to a thousandth or for 500 steps, 5 rounds. */
    public static final RecallSettings DEFAULT = new RecallSettings(0.05, 0.9, StepChoice.GUARDED, 1e-3, 500, 5);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public RecallSettings {
        if (rounds < 1) {
            throw new IllegalArgumentException("there must be at least 1 round of recall, not " + rounds);
        }
        Schedule unused = schedule(gamma, momentum, tolerance, steps);
    }

    /** Returns these settings with a fixed γ. */
    public RecallSettings withGamma(double gamma) {
        return new RecallSettings(gamma, momentum, StepChoice.AS_GIVEN, tolerance, steps, rounds);
    }

    /** Returns these settings with a γ that the step guard lowers where it is too large. */
    public RecallSettings withGuardedGamma(double gamma) {
        return new RecallSettings(gamma, momentum, StepChoice.GUARDED, tolerance, steps, rounds);
    }

    /** Returns these settings with another momentum. */
    public RecallSettings withMomentum(double momentum) {
        return new RecallSettings(gamma, momentum, step, tolerance, steps, rounds);
    }

    /** Returns these settings with another end. */
    public RecallSettings withSteps(double tolerance, int steps) {
        return new RecallSettings(gamma, momentum, step, tolerance, steps, rounds);
    }

    /** Returns these settings with another number of rounds. */
    public RecallSettings withRounds(int rounds) {
        return new RecallSettings(gamma, momentum, step, tolerance, steps, rounds);
    }

    /** Returns the schedule of recall. */
    public Schedule schedule() {
        return schedule(gamma, momentum, tolerance, steps);
    }

    private static Schedule schedule(double gamma, double momentum, double tolerance, int steps) {
        return Schedule.named("recall")
                .withRelaxation(new Momentum(gamma, momentum))
                .withUntil(new Until.Settled(tolerance, steps));
    }
}
