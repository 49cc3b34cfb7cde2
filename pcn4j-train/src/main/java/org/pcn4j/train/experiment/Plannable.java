package org.pcn4j.train.experiment;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.settings.Contradiction;

/** Rules that a network leaves possible, found out before anything is written. */
final class Plannable {
    private Plannable() {}

    /**
     * Makes sure that all rules of an experiment can learn its network. Without lateral edges, and with inputs and outputs alone
     * held, all of them can that do not {@linkplain Rule#require say} otherwise.
     *
     * @throws Contradiction if one cannot: why
     */
    static void require(Experiment experiment, Network network, Ends ends) {
        require(experiment.rule(), network, ends, "rule");
        for (int i = 0; i < experiment.changes().size(); i++) {
            require(experiment.changes().get(i).rule(), network, ends, "changes[" + i + "].rule");
        }
    }

    /** Bidirectional and other such networks have inputs and outputs, or none; a rule that needs them is refused here. */
    private static void require(RuleSpec spec, Network network, Ends ends, String key) {
        Rule rule = spec.rule(network.depth());
        try {
            if (network.hasLateralEdges() || !ends.areOf(network)) {
                requireLearner(rule, network, ends);
            } else {
                rule.require(network);
            }
        } catch (IllegalArgumentException e) {
            throw new Contradiction(String.valueOf(e.getMessage()), key, "model");
        }
    }

    private static void requireLearner(Rule rule, Network network, Ends ends) {
        try (Parameters none = network.initialize(new Seed(0), DType.FLOAT32)) {
            Learner unused = rule.learner(network, ends.clamping(network), none, ParameterUpdater.none(), new Seed(0));
            Objects.requireNonNull(unused);
        }
    }

    /**
     * Plans an experiment's first rule, if it follows a schedule.
     *
     * @throws Contradiction if it cannot be planned: why
     */
    static Optional<Plan> plan(Experiment experiment, Network network) {
        Clamping clamping = experiment.model().clamping();
        try {
            return experiment
                    .firstRule(network.depth())
                    .asSchedule()
                    .map(schedule -> new Planner(ZeroUpdates.SKIP).plan(network, clamping, schedule, Set.of()));
        } catch (IllegalArgumentException e) {
            throw new Contradiction(String.valueOf(e.getMessage()), "rule", "model");
        }
    }
}
