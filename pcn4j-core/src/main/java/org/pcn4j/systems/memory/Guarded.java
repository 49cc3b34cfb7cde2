package org.pcn4j.systems.memory;

import java.util.Locale;
import java.util.Optional;
import org.pcn4j.analysis.StepGuard;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.TensorScope;

/**
 * A schedule whose step was measured, and lowered where that was wanted.
 *
 * @param step of the schedule as it is now
 */
record Guarded(Schedule schedule, Optional<StepSize> step) {
    private static final int SAMPLES = 8;
    private static final double TOLERANCE = 1e-3;

    /** Units become active as values move, and λ grows: so much of the limit is used. */
    private static final double SAFE = 0.75;

    /** Returns a schedule that nobody has looked at. */
    static Guarded unseen(Schedule schedule) {
        return new Guarded(schedule, Optional.empty());
    }

    /** Looks at a schedule on the first patterns of a batch. */
    static Guarded of(
            Network network,
            Clamping clamping,
            Schedule schedule,
            Parameters parameters,
            Clamps clamps,
            StepChoice choice) {
        try (TensorScope scope = new TensorScope()) {
            int shares = Math.toIntExact((clamps.batch() + SAMPLES - 1) / SAMPLES);
            Clamps some = clamps.split(shares).get(0);
            Optional<StepSize> found = StepGuard.of(network, clamping, schedule)
                    .map(guard -> guard.withTolerance(TOLERANCE).measure(parameters, some));
            return found.filter(step -> choice == StepChoice.GUARDED && isNear(step))
                    .flatMap(step -> lowered(schedule, step))
                    .orElseGet(() -> new Guarded(schedule, found));
        }
    }

    private static boolean isNear(StepSize step) {
        return step.limit().isPresent() && step.product() > SAFE * step.limit().getAsDouble();
    }

    /** Lowers the step of descent, with momentum or without; other motions keep theirs. */
    private static Optional<Guarded> lowered(Schedule schedule, StepSize step) {
        double gamma = SAFE * step.largestGamma().orElseThrow();
        Optional<Relaxation> smaller = schedule.relaxation() instanceof Momentum motion
                ? Optional.of(new Momentum(gamma, motion.momentum()))
                : schedule.relaxation() instanceof Descent ? Optional.of(new Descent(gamma)) : Optional.empty();
        StepSize now = new StepSize(gamma, step.curvature(), step.limit());
        return smaller.map(motion -> new Guarded(schedule.withRelaxation(motion), Optional.of(now)));
    }

    /** Makes sure that an energy is finite where no steps are taken. */
    static void requireFinite(String doing, double energy) {
        if (!Double.isFinite(energy)) {
            throw new MemoryException("the energy of a pattern is not finite any more while " + doing
                    + ": a smaller learning rate is wanted");
        }
    }

    /**
     * Makes sure that an energy has not grown, or where nobody knows whether it should fall, that it is finite.
     *
     * @param times how much it may grow
     */
    void requireNoGrowth(String doing, double before, double times, double after) {
        if (after <= before * times || (step.isEmpty() && Double.isFinite(after))) {
            return;
        }
        String help = step.filter(StepSize::isBeyond)
                .map(found -> String.format(
                        Locale.ROOT,
                        "γλ is %.3g, and values converge only below %.3g; the largest safe γ is %.3g",
                        found.product(),
                        found.limit().orElseThrow(),
                        found.largestGamma().orElseThrow()))
                .orElseGet(() -> step.map(found -> String.format(
                                Locale.ROOT,
                                "γλ was %.3g at first and has grown as values moved; a smaller γ than %.3g is wanted",
                                found.product(),
                                found.gamma()))
                        .orElse("a smaller γ is wanted"));
        throw new MemoryException(String.format(
                Locale.ROOT,
                "the energy of a pattern grew from %.4g to %.4g while %s: %s",
                before,
                after,
                doing,
                help));
    }
}
