package org.pcn4j.cli;

import java.util.List;
import java.util.function.Consumer;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.ComparisonReport.RuleReport;

/**
 * What was measured of one model.
 *
 * @param title what was compared and how, in a line
 * @param rules the names of those asked for, in order
 */
record Measured(ModelChoice model, String title, List<String> rules, ComparisonReport report) {
    /** Tells whether there is nothing to show: it was interrupted before a rule was measured, and none failed. */
    boolean isEmpty() {
        return report.rules().isEmpty() && report.failures().isEmpty();
    }

    /** Goes through the rules asked for, in order: what was measured of each, or why it was stopped. */
    void each(Consumer<RuleReport> measured, Consumer<Failure> failed) {
        for (String rule : rules) {
            report.rules().stream().filter(each -> each.rule().equals(rule)).forEach(measured);
            report.failures().stream().filter(each -> each.rule().equals(rule)).forEach(failed);
        }
    }
}
