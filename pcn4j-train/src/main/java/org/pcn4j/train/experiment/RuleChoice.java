package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;

/** The learning rules. */
public enum RuleChoice {
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
    public static final int STEPS = 8;

    /** γ of il and ipc, unless said otherwise. */
    public static final double GAMMA = 0.1;

    private final String label;

    RuleChoice(String label) {
        this.label = label;
    }

    /** Returns how it is written. */
    public String label() {
        return label;
    }

    /** Tells whether T can be chosen. */
    public boolean takesSteps() {
        return this == IL || this == IPC || this == FPA;
    }

    /** Tells whether γ can be chosen. */
    public boolean takesGamma() {
        return this != BP;
    }

    /** Returns γ unless said otherwise. */
    public double usualGamma() {
        return this == IL || this == IPC ? GAMMA : 1;
    }

    /**
     * Returns the rule.
     *
     * @param steps T, where it can be chosen
     * @param gamma γ, where it can be chosen
     * @param depth of the network
     */
    public Rule rule(Optional<Integer> steps, Optional<Double> gamma, int depth) {
        return this == BP ? new Rule.Backprop() : new Rule.Scheduled(schedule(steps, gamma, depth));
    }

    /**
     * Returns the rule's schedule.
     *
     * @throws IllegalStateException if it has none, being backpropagation
     */
    public Schedule schedule(Optional<Integer> steps, Optional<Double> gamma, int depth) {
        return switch (this) {
            case BP -> throw new IllegalStateException("backpropagation has no schedule");
            case IL -> InferenceLearning.schedule(steps.orElse(STEPS), gamma.orElse(usualGamma()));
            case Z_IL_UNLEVELLED -> ZeroDivergence.unlevelled().withGamma(gamma.orElse(usualGamma()));
            case Z_IL -> ZeroDivergence.schedule().withGamma(gamma.orElse(usualGamma()));
            case IPC -> IncrementalPredictiveCoding.schedule(steps.orElse(STEPS), gamma.orElse(usualGamma()));
            case FPA -> FixedPrediction.schedule(steps.orElse(depth), gamma.orElse(usualGamma()));
        };
    }
}
