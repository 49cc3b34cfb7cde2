package org.pcn4j.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.pcn4j.inference.Schedule;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import picocli.CommandLine.ITypeConverter;

/** The learning rules. */
enum RuleChoice implements Choice {
    /** Backpropagation. */
    BP("bp"),
    /** Inference learning. */
    IL("il"),
    /** Zero-divergence inference learning. */
    Z_IL("z-il"),
    /** The same as it was before graphs were levelled. */
    Z_IL_UNLEVELLED("z-il-unlevelled"),
    /** Incremental predictive coding. */
    IPC("ipc"),
    /** Fixed predictions. */
    FPA("fpa");

    /** T of il and ipc, unless said otherwise. */
    static final int STEPS = 8;

    /** γ of il and ipc, unless said otherwise. */
    static final double GAMMA = 0.1;

    private final String label;

    RuleChoice(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    /** Tells whether T can be chosen. */
    boolean takesSteps() {
        return this == IL || this == IPC || this == FPA;
    }

    /** Tells whether γ can be chosen. */
    boolean takesGamma() {
        return this != BP;
    }

    /**
     * Returns the rule.
     *
     * @param steps T, where it can be chosen
     * @param gamma γ, where it can be chosen
     * @param depth of the network
     */
    Rule rule(Optional<Integer> steps, Optional<Double> gamma, int depth) {
        return this == BP ? new Rule.Backprop() : new Rule.Scheduled(schedule(steps, gamma, depth));
    }

    /**
     * Returns the rule's schedule.
     *
     * @throws IllegalStateException if it has none, being backpropagation
     */
    Schedule schedule(Optional<Integer> steps, Optional<Double> gamma, int depth) {
        return switch (this) {
            case BP -> throw new IllegalStateException("backpropagation has no schedule");
            case IL -> InferenceLearning.schedule(steps.orElse(STEPS), gamma.orElse(GAMMA));
            case Z_IL_UNLEVELLED -> ZeroDivergence.unlevelled().withGamma(gamma.orElse(1.0));
            case Z_IL -> ZeroDivergence.schedule().withGamma(gamma.orElse(1.0));
            case IPC -> IncrementalPredictiveCoding.schedule(steps.orElse(STEPS), gamma.orElse(GAMMA));
            case FPA -> FixedPrediction.schedule(steps.orElse(depth), gamma.orElse(1.0));
        };
    }

    private static Choices<RuleChoice> choices() {
        return Choices.of("rule", RuleChoice.class);
    }

    /** Reads one rule. */
    static final class One implements ITypeConverter<RuleChoice> {
        @Override
        public RuleChoice convert(String text) {
            return choices().one(text);
        }
    }

    /** Reads one rule or several. */
    static final class Several implements ITypeConverter<Listed<RuleChoice>> {
        @Override
        public Listed<RuleChoice> convert(String text) {
            return choices()
                    .named("all", List.copyOf(EnumSet.allOf(RuleChoice.class)))
                    .list(text);
        }
    }
}
