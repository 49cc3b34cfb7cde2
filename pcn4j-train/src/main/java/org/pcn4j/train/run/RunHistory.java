package org.pcn4j.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Updated;

/**
 * What was measured in a run, in the order of the updates.
 *
 * @param updates what updates told
 * @param evaluations how well the network did
 * @param probes what inference did
 * @param damage which lines of the file could not be read and are left out, in one line, if there are any
 */
public record RunHistory(
        List<Updated> updates, List<Evaluated> evaluations, List<Probed> probes, Optional<String> damage) {
    /** Copies the lists. */
    public RunHistory {
        updates = List.copyOf(updates);
        evaluations = List.copyOf(evaluations);
        probes = List.copyOf(probes);
    }

    /** A history that is whole. */
    public RunHistory(List<Updated> updates, List<Evaluated> evaluations, List<Probed> probes) {
        this(updates, evaluations, probes, Optional.empty());
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
        for (Metric metric : metrics) {
            if (metric instanceof Updated updated) {
                updates.add(updated);
            } else if (metric instanceof Evaluated evaluated) {
                evaluations.add(evaluated);
            } else if (metric instanceof Probed probed) {
                probes.add(probed);
            }
        }
        return new RunHistory(updates, evaluations, probes, damage);
    }

    /** Returns the last measurement of an update, if there is one. */
    public Optional<Updated> lastUpdate() {
        return updates.isEmpty() ? Optional.empty() : Optional.of(updates.get(updates.size() - 1));
    }

    /** Returns the last evaluation, if there is one. */
    public Optional<Evaluated> lastEvaluation() {
        return evaluations.isEmpty() ? Optional.empty() : Optional.of(evaluations.get(evaluations.size() - 1));
    }

    /** Returns the last probe, if there is one. */
    public Optional<Probed> lastProbe() {
        return probes.isEmpty() ? Optional.empty() : Optional.of(probes.get(probes.size() - 1));
    }
}
