package org.pcn4j.learning;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Device;
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

    /**
     * Makes sure that the rule can learn a network whose inputs and outputs are held: any, unless it says otherwise. It is asked
     * before anything is written; {@link #learner} refuses the same.
     *
     * @throws IllegalArgumentException if it cannot: why
     */
    default void require(Network network) {}

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

    /**
     * Returns this rule carried out in an arithmetic; what it is told by ({@code toString}) stays as it is.
     *
     * @throws IllegalArgumentException if it cannot be: why. A rule of one's own cannot, unless it says otherwise
     */
    default Rule in(Arithmetic arithmetic) {
        throw new IllegalArgumentException("the rule " + name() + " does not say how it would be carried out in "
                + arithmetic.name().toLowerCase(Locale.ROOT) + " arithmetic: expected none");
    }

    /**
     * Returns what carries updates out, and why: of several schedules, the first that is not by dense kernels.
     *
     * @param clamping who is held while the network learns
     * @param dtype of the parameters, which are in main memory
     * @param kernels the dense kernels of this machine, or why there are none
     * @return nothing where that is the rule's own business
     */
    default Optional<Backend> backend(Network network, Clamping clamping, DType dtype, Kernels kernels) {
        List<Backend> all = schedules().stream()
                .map(schedule ->
                        new Planner(ZeroUpdates.SKIP).plan(network, clamping, schedule, Set.of(new Observation.Loss())))
                .map(plan -> Backend.of(plan, dtype, Device.CPU, kernels))
                .toList();
        return all.stream()
                .filter(each -> each.arithmetic() == Arithmetic.EXACT)
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /**
     * Backpropagation, {@code bp}: by libtorch's autograd, or, in fused arithmetic, by the schedule of Z-IL, which is equal to it
     * but for the order of its sums, and so not in autograd's bits.
     *
     * @param arithmetic exact, unless it is said
     */
    record Backprop(Arithmetic arithmetic) implements Rule {
        /** Backpropagation by libtorch's autograd. */
        public Backprop() {
            this(Arithmetic.EXACT);
        }

        @Override
        public String name() {
            return "bp";
        }

        @Override
        public Rule in(Arithmetic other) {
            if (other == Arithmetic.BF16) {
                throw new IllegalArgumentException(
                        "the rule bp has no bf16 arithmetic, as it infers nothing: expected fused, exact, or none");
            }
            return new Backprop(other);
        }

        @Override
        public Optional<Schedule> asSchedule() {
            return isReference()
                    ? Optional.empty()
                    : Optional.of(ZeroDivergence.schedule().withName(name()).withArithmetic(arithmetic));
        }

        @Override
        public Optional<Backend> backend(Network network, Clamping clamping, DType dtype, Kernels kernels) {
            return isReference()
                    ? Optional.of(Backend.ofAutograd())
                    : Rule.super.backend(network, clamping, dtype, kernels);
        }

        @Override
        public Learner learner(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
            // What backpropagation cannot learn, it refuses in either arithmetic.
            Learner reference = new Backpropagation(network, parameters, updater, noise);
            return asSchedule()
                    .<Learner>map(schedule -> new PredictiveCoding(network, parameters, updater, schedule, noise))
                    .orElse(reference);
        }

        @Override
        public boolean isReference() {
            return arithmetic == Arithmetic.EXACT;
        }

        /** The same in either arithmetic: a training goes on from a checkpoint of the other. */
        @Override
        public String toString() {
            return "Backprop[]";
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
        public Rule in(Arithmetic arithmetic) {
            boolean isFixed = schedule.predictions() == Predictions.FIXED;
            if (arithmetic != Arithmetic.EXACT && isFixed) {
                throw new IllegalArgumentException(
                        "the rule " + name() + " has no " + arithmetic.name().toLowerCase(Locale.ROOT)
                                + " arithmetic, as its predictions stay fixed: expected exact, or none");
            }
            if (arithmetic == Arithmetic.BF16
                    && !schedule.learning().isAtEnd()
                    && !(schedule.learning() instanceof Learning.Never)) {
                throw new IllegalArgumentException("the rule " + name()
                        + " has no bf16 arithmetic, as it learns while values move: expected fused, exact, or none");
            }
            return new Scheduled(schedule.withArithmetic(arithmetic));
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
