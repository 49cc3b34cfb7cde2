package org.pcn4j.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Stepped;
import org.pcn4j.train.run.Metric.Updated;

/**
 * What was measured in a run, in the order of the updates.
 *
 * @param updates what updates told
 * @param evaluations how well the network did
 * @param probes what inference did
 * @param steps how large the rule's steps were
 * @param damage which lines of the file could not be read and are left out, in one line, if there are any
 */
public record RunHistory(
        List<Updated> updates,
        List<Evaluated> evaluations,
        List<Probed> probes,
        List<Stepped> steps,
        Optional<String> damage) {
    /** Copies the lists. */
    public RunHistory {
        updates = List.copyOf(updates);
        evaluations = List.copyOf(evaluations);
        probes = List.copyOf(probes);
        steps = List.copyOf(steps);
    }

    /** A history that is whole, of a rule without steps. */
    public RunHistory(List<Updated> updates, List<Evaluated> evaluations, List<Probed> probes) {
        this(updates, evaluations, probes, List.of(), Optional.empty());
    }

    /** Sorts measurements by their kind. */
    public static RunHistory of(List<Metric> metrics) {
        return of(metrics, Optional.empty());
    }

    /** The same of a file of which some lines could not be read. */
    static RunHistory of(List<Metric> metrics, Optional<String> damage) {
        List<Updated> updates = new ArrayList<>();
        List<Evaluated> evaluations = new ArrayList<>();
        List<Probed> probes = new ArrayList<>();
        List<Stepped> steps = new ArrayList<>();
        for (Metric metric : metrics) {
            if (metric instanceof Updated updated) {
                updates.add(updated);
            } else if (metric instanceof Evaluated evaluated) {
                evaluations.add(evaluated);
            } else if (metric instanceof Probed probed) {
                probes.add(probed);
            } else if (metric instanceof Stepped step) {
                steps.add(step);
            }
        }
        return new RunHistory(updates, evaluations, probes, steps, damage);
    }

    /** Returns the last measurement of an update, if there is one. */
    public Optional<Updated> lastUpdate() {
        return updates.isEmpty() ? Optional.empty() : Optional.of(updates.get(updates.size() - 1));
    }

    /** Returns the last evaluation, if there is one. */
    public Optional<Evaluated> lastEvaluation() {
        return evaluations.isEmpty() ? Optional.empty() : Optional.of(evaluations.get(evaluations.size() - 1));
    }

    /** Returns how large the step was last, if it was measured. */
    public Optional<Stepped> lastStep() {
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
    }

    /** Returns the last probe, if there is one. */
    public Optional<Probed> lastProbe() {
        return probes.isEmpty() ? Optional.empty() : Optional.of(probes.get(probes.size() - 1));
    }
}
