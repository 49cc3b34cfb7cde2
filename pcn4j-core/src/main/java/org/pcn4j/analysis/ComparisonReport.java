package org.pcn4j.analysis;

import java.util.List;
import java.util.Optional;
import org.pcn4j.inference.PlanCost;

/**
 * What a comparison of learning rules measured.
 *
 * @param updates that every rule in {@code rules} has done: fewer than were asked for if the comparison was cancelled
 * @param rules those asked for that did not fail, in the order asked for; empty if nothing was measured
 * @param failures of rules that were stopped, in the order in which it happened; backpropagation may be among them
 *     without having been asked for, since it always runs as the reference
 */
public record ComparisonReport(long updates, List<RuleReport> rules, List<Failure> failures) {
    /** Copies the lists. */
    public ComparisonReport {
        rules = List.copyOf(rules);
        failures = List.copyOf(failures);
    }

    /**
     * What was measured of one rule.
     *
     * @param rule its name, as in {@code z-il}
     * @param divergence of its parameters from backpropagation's after the last update; empty if backpropagation failed
     * @param trainLoss the mean over the last {@link Comparison#LOSSES} updates, or all if there were fewer, of the loss
     *     that each update began with, which is a mean over the samples
     * @param testAccuracy from 0 to 1; NaN if it was not measured, for want of samples or because of cancellation
     * @param millisPerUpdate learning alone, without making the batch and without the first ten updates
     * @param timeRatio the median over backpropagation's
     * @param plan the heavy work of an update
     */
    public record RuleReport(
            String rule,
            Optional<Divergence> divergence,
            double trainLoss,
            double testAccuracy,
            Timing millisPerUpdate,
            double timeRatio,
            PlanCost plan) {
        /** Tells whether the parameters are known to be backpropagation's, to the last bit. */
        public boolean isBitwiseEqual() {
            return divergence.map(Divergence::bitwiseEqual).orElse(false);
        }
    }

    /**
     * Why a rule was stopped.
     *
     * @param rule its name
     * @param update the update in which it failed, counted from 1
     * @param reason as in {@code the loss is NaN}
     */
    public record Failure(String rule, long update, String reason) {}
}
