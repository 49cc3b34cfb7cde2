package org.pcn4j.train.experiment;

import static org.pcn4j.train.experiment.RuleKeys.moving;
import static org.pcn4j.train.experiment.RuleKeys.relaxed;
import static org.pcn4j.train.experiment.RuleKeys.relaxing;

import java.util.Optional;
import org.pcn4j.function.Energy;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.AutonomousZeroDivergence;
import org.pcn4j.learning.DynamicErrors;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.train.model.Made;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** A learning rule with its settings. Immutable. A class of one's own may be asked for by its full name. */
public interface RuleSpec {
    /** T of rules that relax for as long as they are told, unless said otherwise. */
    int STEPS = 8;

    /** γ of rules that do not need it to be 1, unless said otherwise. */
    double GAMMA = 0.1;

    /**
     * Returns the rule for a network.
     *
     * @param depth the network's highest level
     */
    Rule rule(int depth);

    /** Returns the name by which it is chosen. */
    default String label() {
        return Rules.CATALOG.nameOf(this);
    }

    /** Tells whether the rule takes a loss: any, unless it says otherwise. */
    default boolean takes(Energy loss) {
        return true;
    }

    /** Backpropagation. */
    record Backprop() implements RuleSpec {
        static Entry<Backprop> entry() {
            return Entry.of("bp", Backprop.class, "Backpropagation by libtorch's autograd, the reference.");
        }

        @Override
        public Rule rule(int depth) {
            return new Rule.Backprop();
        }
    }

    /** What follows a schedule. */
    interface Scheduled extends RuleSpec {
        /** Returns the schedule for a network of this depth. */
        Schedule schedule(int depth);

        @Override
        default Rule rule(int depth) {
            return new Rule.Scheduled(schedule(depth));
        }
    }

    /**
     * Inference learning.
     *
     * @param steps T; the depth of the network if it is none
     * @param relaxation how values move
     * @param start where they begin
     * @param tolerance at which part of their first residual values rest, so that inference ends before T; none if it does not
     */
    record Il(
            Optional<Integer> steps,
            double gamma,
            RelaxationSpec relaxation,
            StartSpec start,
            Optional<Double> tolerance)
            implements Scheduled {
        /**
         * Checks the tolerance.
         *
         * @throws IllegalArgumentException if it is out of its range
         */
        public Il {
            tolerance.ifPresent(part -> new Until.Settled(part, 0));
        }

        static Entry<Il> entry() {
            return moving(relaxing(
                            Entry.of(
                                    "il",
                                    Il.class,
                                    "Inference learning: values relax for T steps, then all parameters learn."),
                            Optional.of(STEPS),
                            GAMMA))
                    .key(
                            "tolerance",
                            Kinds.orWord(Kinds.fraction(), "none"),
                            Optional.empty(),
                            "Inference ends before T when ‖∂E/∂x‖ is at most this part of the first in all samples.")
                    .citing("Whittington and Bogacz 2017");
        }

        @Override
        public Schedule schedule(int depth) {
            int most = steps.orElse(depth);
            Schedule schedule = moving(InferenceLearning.schedule(most, gamma), gamma, relaxation, start);
            return tolerance
                    .map(part -> schedule.withUntil(new Until.Settled(part, most)))
                    .orElse(schedule);
        }
    }

    /** Zero-divergence inference learning. */
    record ZeroDivergent(double gamma) implements Scheduled {
        static Entry<ZeroDivergent> entry() {
            return relaxed(
                            Entry.of(
                                    "z-il",
                                    ZeroDivergent.class,
                                    "Zero-divergence inference learning: each node learns at the step of its level, which"
                                            + " equals backpropagation bit for bit where γ is 1."),
                            1)
                    .without("relaxation", RuleKeys.BY_DESCENT)
                    .citing("Song et al. 2020; Salvatori et al. 2021, arXiv 2103.03725; 2022, arXiv 2103.04689");
        }

        @Override
        public Schedule schedule(int depth) {
            return ZeroDivergence.schedule().withGamma(gamma);
        }
    }

    /** The same as it was before graphs were levelled. */
    record Unlevelled(double gamma) implements Scheduled {
        static Entry<Unlevelled> entry() {
            return relaxed(
                            Entry.of(
                                    "z-il-unlevelled",
                                    Unlevelled.class,
                                    "The same before graphs were levelled: each node learns at its shortest distance, kept to"
                                            + " show the error."),
                            1)
                    .without("relaxation", RuleKeys.BY_DESCENT)
                    .citing("Salvatori et al. 2021, arXiv 2103.03725");
        }

        @Override
        public Schedule schedule(int depth) {
            return ZeroDivergence.unlevelled().withGamma(gamma);
        }
    }

    /**
     * Incremental predictive coding.
     *
     * @param steps T; the depth of the network if it is none
     * @param relaxation how values move
     * @param start where they begin
     * @param learns at which times parameters learn
     */
    record Ipc(Optional<Integer> steps, double gamma, RelaxationSpec relaxation, StartSpec start, Learns learns)
            implements Scheduled {
        /** When parameters learn. */
        enum Learns {
            TO_THE_END,
            WHILE_RELAXING
        }

        static Entry<Ipc> entry() {
            return moving(relaxing(
                            Entry.of(
                                    "ipc", Ipc.class, "Incremental predictive coding: parameters learn at every step."),
                            Optional.of(STEPS),
                            GAMMA))
                    .key(
                            "learns",
                            Kinds.choice("times to learn", Learns.class),
                            Learns.TO_THE_END,
                            "At T + 1 times, 0 … T, or while-relaxing, at the T times that papers learn at, 0 … T − 1.")
                    .citing("Salvatori et al. 2022, arXiv 2212.00720");
        }

        @Override
        public Schedule schedule(int depth) {
            int count = steps.orElse(depth);
            Schedule schedule = learns == Learns.TO_THE_END
                    ? IncrementalPredictiveCoding.schedule(count, gamma)
                    : IncrementalPredictiveCoding.whileRelaxing(count, gamma);
            return moving(schedule, gamma, relaxation, start);
        }
    }

    /**
     * Predictive coding with fixed predictions.
     *
     * @param steps T; the depth of the network if it is none
     */
    record Fpa(Optional<Integer> steps, double gamma) implements Scheduled {
        static Entry<Fpa> entry() {
            return relaxing(
                            Entry.of(
                                    "fpa",
                                    Fpa.class,
                                    "The fixed prediction assumption: predictions stay those of the forward pass while errors"
                                            + " relax."),
                            Optional.empty(),
                            1)
                    .citing("Millidge, Tschantz and Buckley 2020; Rosenbaum 2022");
        }

        @Override
        public Schedule schedule(int depth) {
            return FixedPrediction.schedule(steps.orElse(depth), gamma);
        }
    }

    /**
     * Error-based predictive coding.
     *
     * @param steps T; the depth of the network if it is none
     * @param relaxation how errors move
     */
    record ErrorBased(Optional<Integer> steps, double gamma, RelaxationSpec relaxation) implements Scheduled {
        static Entry<ErrorBased> entry() {
            return relaxing(
                            Entry.of(
                                    "epc",
                                    ErrorBased.class,
                                    "Error-based predictive coding: errors relax, and a signal crosses the whole network"
                                            + " within a step, which costs a forward and a backward pass."),
                            Optional.of(STEPS),
                            GAMMA)
                    .key("relaxation", RelaxationSpec.CATALOG, new RelaxationSpec.Descent(), "How errors move.")
                    .citing("Goemaere et al. 2025, arXiv 2505.20137");
        }

        @Override
        public Schedule schedule(int depth) {
            return ErrorBasedPredictiveCoding.schedule(steps.orElse(depth), gamma)
                    .withRelaxation(relaxation.relaxation(gamma));
        }
    }

    /**
     * Fully autonomous zero-divergence inference learning.
     *
     * @param zeroSteps t_d
     */
    record Autonomous(int zeroSteps) implements Scheduled {
        private static final int USUAL = 4;
        private static final int MOST = 1_000_000;

        static Entry<Autonomous> entry() {
            return Entry.of(
                            "fa-z-il",
                            Autonomous.class,
                            "Zero-divergence inference learning without a clock: each unit learns when its error leaves"
                                    + " zero.")
                    .key(
                            "zero-steps",
                            Kinds.count(1, MOST),
                            USUAL,
                            "The steps at zero after which an error that leaves it is learned from.")
                    .without("relaxation", RuleKeys.BY_DESCENT)
                    .citing("Song et al. 2020");
        }

        @Override
        public Schedule schedule(int depth) {
            return AutonomousZeroDivergence.schedule(zeroSteps);
        }
    }

    /**
     * Inference learning with dynamic errors.
     *
     * @param steps T; the depth of the network if it is none
     * @param relaxation how values move
     * @param start where they begin
     */
    record Dynamic(Optional<Integer> steps, double gamma, RelaxationSpec relaxation, StartSpec start)
            implements Scheduled {
        static Entry<Dynamic> entry() {
            return moving(relaxing(
                    Entry.of(
                            "il-dynamic",
                            Dynamic.class,
                            "Inference learning with error nodes that have dynamics of their own: errors follow by γ, as"
                                    + " values do. Ours."),
                    Optional.of(STEPS),
                    GAMMA));
        }

        @Override
        public Schedule schedule(int depth) {
            return moving(DynamicErrors.schedule(steps.orElse(depth), gamma), gamma, relaxation, start);
        }
    }

    /** One's own: its class, or what {@link org.pcn4j.train.settings.Additions} call it, and what it is made of. */
    record Own(Made<Rule> made) implements RuleSpec {
        static Entry<Own> wrapping(Entry<? extends Rule> entry) {
            return Made.held(entry, maker -> maker.get(), Own.class, Own::new, Own::made);
        }

        @Override
        public Rule rule(int depth) {
            return made.it();
        }
    }
}
