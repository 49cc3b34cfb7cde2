package org.pcn4j.analysis;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pcn4j.inference.plan.PlanCost;

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
     * @param timeRatio the median over backpropagation's; NaN if that could not begin
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
     * @param update the update in which it failed, counted from 1; 0 if it could not begin
     * @param kind of the reason
     * @param reason as in {@code the loss is NaN}: one line
     */
    public record Failure(String rule, long update, Kind kind, String reason) {
        /** What kind of reason a rule is stopped for. */
        public enum Kind {
            /** Its loss or a parameter is no longer finite. */
            NOT_FINITE,
            /** There was not enough memory. */
            OUT_OF_MEMORY,
            /** Something threw. */
            ERROR
        }

        /** How libtorch says it, with where in its source before it. */
        private static final Pattern MEMORY = Pattern.compile("(out of|not enough|allocate) memory");

        private static final Pattern PLACE = Pattern.compile("^\\[enforce fail at [^]]*] *");

        /** Returns the failure that something thrown stands for: the first line of its message, if it has one. */
        static Failure of(String rule, long update, Throwable thrown) {
            String message = Optional.ofNullable(thrown.getMessage()).orElse("").strip();
            String line = PLACE.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
            if (thrown instanceof StackOverflowError) {
                return new Failure(rule, update, Kind.OUT_OF_MEMORY, "the stack is full");
            } else if (thrown instanceof OutOfMemoryError
                    || MEMORY.matcher(line).find()) {
                return new Failure(
                        rule, update, Kind.OUT_OF_MEMORY, "out of memory" + (line.isEmpty() ? "" : ": " + line));
            }
            return new Failure(rule, update, Kind.ERROR, line.isEmpty() ? "it failed and did not say why" : line);
        }
    }
}
