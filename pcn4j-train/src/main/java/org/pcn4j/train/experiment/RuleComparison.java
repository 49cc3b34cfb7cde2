package org.pcn4j.train.experiment;

import java.util.List;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.data.Split;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;

/**
 * An experiment that is trained by several rules side by side, each from the first update to the last: whatever rules take
 * over in it, and its patience, have no part. Immutable and thread-safe.
 *
 * @param rules at least one, no two of the same name
 */
public record RuleComparison(Prepared prepared, List<Rule> rules) {
    /** Copies the list. */
    public RuleComparison {
        rules = List.copyOf(rules);
    }

    /** Compares rules in a network of the experiment's depth, each under the name by which it was asked for. */
    public static RuleComparison of(Prepared prepared, List<RuleSpec> rules) {
        int depth = prepared.network().depth();
        return new RuleComparison(
                prepared, rules.stream().map(rule -> Labeled.of(rule, depth)).toList());
    }

    /** Returns how many updates each rule makes. */
    public long updates() {
        int batch = prepared.experiment().batch();
        return prepared.length().inUpdates((prepared.train().size() + batch - 1L) / batch);
    }

    /** Returns a warning for each rule whose step γ is too large for values to converge, as training would give it. */
    public List<String> warnings() {
        try (Parameters initial = prepared.parameters()) {
            return prepared.trainer().tooLargeSteps(rules, initial, prepared.train());
        }
    }

    /**
     * Trains and measures, on this thread.
     *
     * @throws IllegalArgumentException if there is no rule or two have the same name
     */
    public ComparisonReport run(ComparisonListener listener) {
        try (Parameters initial = prepared.parameters()) {
            return prepared.trainer()
                    .compare(
                            rules,
                            initial,
                            prepared::optimizer,
                            new Split<>(prepared.train(), prepared.test()),
                            prepared.length(),
                            listener);
        }
    }
}
