package org.pcn4j.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.analysis.StepGuard;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.TensorScope;

/** A rule whose step can be too large, and how that is measured and told while a network is trained. Immutable. */
final class GuardedRule {
    /** So many samples tell enough, always the same; the guard computes in double precision. */
    private static final int SAMPLES = 8;

    private static final double TOLERANCE = 1e-4;
    private static final int DIGITS = 3;

    private final Settings settings;
    private final Rule rule;
    private final StepGuard guard;

    private GuardedRule(Settings settings, Rule rule, StepGuard guard) {
        this.settings = settings;
        this.rule = rule;
        this.guard = guard;
    }

    /** Prepares to guard a rule; nothing where no step of it can be too large. */
    static Optional<GuardedRule> of(Settings settings, Rule rule) {
        return rule.asSchedule()
                .flatMap(schedule -> StepGuard.of(settings.network, settings.clamping(), schedule))
                .map(guard -> new GuardedRule(settings, rule, guard.withTolerance(TOLERANCE)));
    }

    /** Measures the step by the first of the batches. */
    StepSize measure(Parameters parameters, Batches batches) {
        return measureAll(settings, List.of(this), parameters, batches).get(0);
    }

    /** Measures the steps of rules of the same settings by the first of the batches. */
    static List<StepSize> measureAll(
            Settings settings, List<GuardedRule> rules, Parameters parameters, Batches batches) {
        try (TensorScope scope = new TensorScope();
                Batch batch = batches.get(0)) {
            Clamps all = settings.clamps(batch, parameters.dtype());
            int shares = Math.toIntExact((all.batch() + SAMPLES - 1) / SAMPLES);
            return StepGuard.measureAll(
                    rules.stream().map(rule -> rule.guard).toList(),
                    parameters,
                    all.split(shares).get(0));
        }
    }

    /** Returns what is to be said of those of the rules whose step is too large by the first of the batches. */
    static List<String> tooLarge(Settings settings, List<Rule> rules, Parameters parameters, Batches batches) {
        List<GuardedRule> guarded =
                rules.stream().flatMap(rule -> of(settings, rule).stream()).toList();
        if (guarded.isEmpty()) {
            return List.of();
        }
        List<StepSize> steps = measureAll(settings, guarded, parameters, batches);
        return IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).isBeyond())
                .mapToObj(i -> guarded.get(i).complaint(steps.get(i), 0))
                .toList();
    }

    /** Says that the step is too large. */
    String complaint(StepSize step, long updates) {
        return String.format(
                Locale.ROOT,
                "the step γ %s of %s is too large after %d updates: γλ is %.3g, and values converge only below %s; the"
                        + " largest safe γ is %s",
                plain(BigDecimal.valueOf(step.gamma())),
                rule.name(),
                updates,
                step.product(),
                plain(BigDecimal.valueOf(step.limit().orElseThrow())),
                safe(step.largestGamma().orElseThrow()));
    }

    /** Downwards, so that what is called safe is. */
    private static String safe(double gamma) {
        return plain(new BigDecimal(gamma).round(new MathContext(DIGITS, RoundingMode.DOWN)));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
