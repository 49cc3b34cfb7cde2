package org.pcn4j.train.experiment;

import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.network.Network;
import org.pcn4j.train.settings.Contradiction;

/** Rules that a network leaves possible, found out before anything is written. */
final class Plannable {
    private Plannable() {}

    /**
     * Makes sure that all rules of an experiment can be planned. Without lateral edges, all of them can.
     *
     * @throws Contradiction if one cannot: why
     */
    static void require(Experiment experiment, Network network) {
        if (network.hasLateralEdges()) {
            require(experiment.rule(), network, "rule");
            for (int i = 0; i < experiment.changes().size(); i++) {
                require(experiment.changes().get(i).rule(), network, "changes[" + i + "].rule");
            }
        }
    }

    private static void require(RuleSpec rule, Network network, String key) {
        plan(rule, network, key);
    }

    /**
     * Plans a rule, if it follows a schedule.
     *
     * @param key where the rule stands
     * @throws Contradiction if it cannot be planned: why
     */
    static Optional<Plan> plan(RuleSpec rule, Network network, String key) {
        try {
            return rule.rule(network.depth())
                    .asSchedule()
                    .map(schedule -> new Planner(ZeroUpdates.SKIP).plan(network, schedule, Set.of()));
        } catch (IllegalArgumentException e) {
            throw new Contradiction(String.valueOf(e.getMessage()), key, "model");
        }
    }
}
