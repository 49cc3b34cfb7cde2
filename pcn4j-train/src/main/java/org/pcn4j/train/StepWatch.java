package org.pcn4j.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.analysis.StepGuard;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.TensorScope;

/** Watches, while a network is trained, whether its rule's step is small enough. For one thread. */
final class StepWatch {
    /** So many samples tell enough, always the same; the guard computes in double precision. */
    private static final int SAMPLES = 8;

    private static final double TOLERANCE = 1e-4;
    private static final int DIGITS = 3;

    private final Settings settings;
    private final Parameters parameters;
    private final Batches batches;
    private final Listeners listeners;
    private Optional<Rule> rule = Optional.empty();
    private Optional<StepGuard> guard = Optional.empty();
    private boolean warned;

    StepWatch(Settings settings, Parameters parameters, Batches batches, Listeners listeners) {
        this.settings = settings;
        this.parameters = parameters;
        this.batches = batches;
        this.listeners = listeners;
    }

    /**
     * Watches a rule from now on.
     *
     * @return how large its step is; nothing where there is nothing to guard
     * @throws TrainingException.Unstable if it is too large and must not be
     */
    Optional<StepSize> take(Rule next, Progress now) {
        rule = Optional.of(next);
        warned = false;
        guard = settings.stepCheck == StepCheck.NONE
                ? Optional.empty()
                : next.asSchedule()
                        .flatMap(schedule -> StepGuard.of(settings.network, schedule))
                        .map(each -> each.withTolerance(TOLERANCE));
        return look(now);
    }

    /** Measures by the parameters as they are; throws as {@link #take} does. */
    Optional<StepSize> look(Progress now) {
        Optional<StepSize> found = guard.map(this::measure);
        found.filter(StepSize::isBeyond).ifPresent(step -> beyond(step, now));
        return found;
    }

    private StepSize measure(StepGuard own) {
        try (TensorScope scope = new TensorScope();
                Batch batch = batches.get(0)) {
            Clamps all = Evaluator.clamps(settings.network, batch, parameters.dtype());
            int shares = Math.toIntExact((all.batch() + SAMPLES - 1) / SAMPLES);
            return own.measure(parameters, all.split(shares).get(0));
        }
    }

    private void beyond(StepSize step, Progress now) {
        String words = String.format(
                Locale.ROOT,
                "the step γ %s of %s is too large after %d updates: γλ is %.3g, and values converge only below %s; the"
                        + " largest safe γ is %s",
                rounded(step.gamma()),
                rule.orElseThrow().name(),
                now.updates(),
                step.product(),
                rounded(step.limit().orElseThrow()),
                rounded(step.largestGamma().orElseThrow()));
        if (settings.stepCheck == StepCheck.STRICT) {
            throw new TrainingException.Unstable(words);
        }
        if (!warned) {
            warned = true;
            listeners.warn(words);
        }
    }

    /** Downwards, so that what is called safe is. */
    private static String rounded(double number) {
        return new BigDecimal(number)
                .round(new MathContext(DIGITS, RoundingMode.DOWN))
                .stripTrailingZeros()
                .toPlainString();
    }
}
