package org.pcn4j.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.ComparisonReport.RuleReport;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.Backends;

/**
 * What was measured of one model.
 *
 * @param title what was compared and how, in a line
 * @param rules those asked for, in order
 * @param backends what carried them out
 */
record Measured(String model, String title, List<Rule> rules, Backends backends, ComparisonReport report) {
    /** Copies the list. */
    Measured {
        rules = List.copyOf(rules);
    }

    /** Tells whether it is this rule that the others are compared with. */
    boolean isReference(RuleReport rule) {
        return rules.stream()
                .filter(Rule::isReference)
                .findFirst()
                .filter(first -> first.name().equals(rule.rule()))
                .isPresent();
    }

    /** Returns what carried a rule out, in words; nothing where it does not say. */
    Optional<String> arithmetic(String rule) {
        return Optional.ofNullable(backends.byRule().get(rule)).map(Backend::toString);
    }

    /** Tells whether a rule of this name was asked for that relaxes values. */
    boolean relaxes(String rule) {
        return rules.stream()
                .anyMatch(each -> each.name().equals(rule) && each.asSchedule().isPresent());
    }

    /** Tells whether there is nothing to show: it was interrupted before a rule was measured, and none failed. */
    boolean isEmpty() {
        return report.rules().isEmpty() && report.failures().isEmpty();
    }

    /** Goes through the rules asked for, in order: what was measured of each, or why it was stopped. */
    void each(Consumer<RuleReport> measured, Consumer<Failure> failed) {
        for (Rule asked : rules) {
            String rule = asked.name();
            report.rules().stream().filter(each -> each.rule().equals(rule)).forEach(measured);
            report.failures().stream().filter(each -> each.rule().equals(rule)).forEach(failed);
        }
    }
}
