package org.pcn4j.learning;

import java.util.List;
import java.util.Optional;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/**
 * A learning rule: what turns batches into updates of a network's parameters. A predictive coding rule is a schedule; any
 * other rule brings a {@link Learner} of its own. Immutable. Its {@code toString} tells all that it consists of: a training
 * goes on from a checkpoint only by a rule that is told alike.
 */
public interface Rule {
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

    /**
     * Puts the rule to work on a network of which other nodes are held than its inputs and outputs.
     *
     * @param clamping who is held while the network learns
     * @throws IllegalArgumentException if the rule learns only where inputs and outputs are held, as it does unless it says
     *     otherwise, and others are
     */
    default Learner learner(
            Network network, Clamping clamping, Parameters parameters, ParameterUpdater updater, Seed noise) {
        if (!clamping.equals(Clamping.ofEnds())) {
            throw new IllegalArgumentException("the rule " + name()
                    + " learns only where inputs and outputs are held to data," + " and here it is to be otherwise: "
                    + clamping + "; expected a predictive coding rule, such as il");
        }
        return learner(network, parameters, updater, noise);
    }

    /** Returns the schedule by which values relax; nothing, unless a rule has one. */
    default Optional<Schedule> asSchedule() {
        return Optional.empty();
    }

    /** Returns the schedules of an update, in the order in which they follow one another; none, unless a rule has some. */
    default List<Schedule> schedules() {
        return asSchedule().stream().toList();
    }

    /**
     * Tells whether an update moves each parameter at most once, as it does unless said otherwise. Only then can an update
     * be clipped as a whole.
     */
    default boolean movesAParameterOnce() {
        return true;
    }

    /**
     * Tells whether the rule differentiates by libtorch's autograd, as the reference that others are compared with does.
     * None does unless it says so.
     */
    default boolean isReference() {
        return false;
    }

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

        @Override
        public boolean isReference() {
            return true;
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

        @Override
        public Learner learner(
                Network network, Clamping clamping, Parameters parameters, ParameterUpdater updater, Seed noise) {
            return new PredictiveCoding(network, clamping, parameters, updater, schedule, noise);
        }

        @Override
        public Optional<Schedule> asSchedule() {
            return Optional.of(schedule);
        }

        @Override
        public boolean movesAParameterOnce() {
            return !schedule.learning().isRepeated();
        }
    }
}
