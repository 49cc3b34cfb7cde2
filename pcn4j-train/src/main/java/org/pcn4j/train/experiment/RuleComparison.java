package org.pcn4j.train.experiment;

import java.util.List;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.data.Split;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Backends;
import org.pcn4j.train.settings.Contradiction;

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

    /**
     * Compares rules in a network of the experiment's depth and in its arithmetic, each under the name by which it was asked for.
     *
     * @throws ExperimentException if one of them cannot be carried out in it: why
     */
    public static RuleComparison of(Prepared prepared, List<RuleSpec> rules) {
        return of(prepared, rules, Kernels.here());
    }

    /** The same with these dense kernels, or without any. */
    static RuleComparison of(Prepared prepared, List<RuleSpec> specs, Kernels kernels) {
        int depth = prepared.network().depth();
        Experiment experiment = prepared.experiment();
        List<Rule> rules = specs.stream()
                .map(rule -> experiment.carried(Labeled.of(rule, depth)))
                .toList();
        try {
            Network network = prepared.network();
            Clamping clamping = prepared.ends().clamping(network);
            rules.forEach(rule -> Carried.require(rule, experiment, network, clamping, kernels, "rule"));
        } catch (Contradiction e) {
            throw new ExperimentException(experiment.places().locate(e), e);
        }
        return new RuleComparison(prepared, rules);
    }

    /** Returns the comparison of those rules alone that learn such a network: some learn chains only. */
    public RuleComparison ofFitting() {
        return new RuleComparison(
                prepared,
                rules.stream().filter(rule -> fits(rule, prepared.network())).toList());
    }

    private static boolean fits(Rule rule, Network network) {
        try {
            rule.require(network);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Returns the same comparison, all of whose rules learn such a network.
     *
     * @throws ExperimentException if one does not: why
     */
    public RuleComparison requireFitting() {
        try {
            rules.forEach(rule -> rule.require(prepared.network()));
            return this;
        } catch (IllegalArgumentException e) {
            Contradiction located = new Contradiction(String.valueOf(e.getMessage()), "model");
            throw new ExperimentException(prepared.experiment().places().locate(located), e);
        }
    }

    /** Returns what carries the rules out, and why. */
    public Backends backends() {
        Network network = prepared.network();
        return Backends.of(
                rules,
                network,
                prepared.ends().clamping(network),
                prepared.experiment().dtype().dtype(),
                Kernels.here());
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
