package org.pcn4j.learning;

import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/** A learning rule, as data: a predictive coding schedule, or backpropagation. */
public sealed interface Rule {
    /** Returns the short name, as in {@code z-il}. */
    String name();

    /**
     * Puts the rule to work.
     *
     * @param parameters changed by learning; borrowed
     * @param updater the optimizer; borrowed
     * @param noise where the schedule's noise and dropout's masks are drawn from, if there are any
     */
    Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise);

    /** Backpropagation by libtorch's autograd, {@code bp}. */
    record Backprop() implements Rule {
        @Override
        public String name() {
            return "bp";
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new Backpropagation(network, parameters, updater, noise);
        }
    }

    /**
     * Predictive coding by a schedule.
     *
     * @param schedule names the rule
     */
    record Scheduled(Schedule schedule) implements Rule {
        @Override
        public String name() {
            return schedule.name();
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new PredictiveCoding(network, parameters, updater, schedule, noise);
        }
    }
}
