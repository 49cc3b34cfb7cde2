package org.pcn4j.train.run;

import java.util.List;
import java.util.OptionalDouble;
import org.pcn4j.train.Regression;
import org.pcn4j.train.Scored;

/** Something measured in a run, after so many updates: a line of {@code metrics.jsonl}. */
public sealed interface Metric {
    /** Returns how many updates were done. */
    long update();

    /** Returns how many epochs were done, with fractions. */
    double epoch();

    /**
     * What an update told.
     *
     * @param loss of its batch, before the update, as a mean
     * @param rate the learning rate
     * @param samplesPerSecond since the line before
     */
    record Updated(long update, double epoch, double loss, OptionalDouble rate, OptionalDouble samplesPerSecond)
            implements Metric {}

    /**
     * How well the network did on samples that it does not learn from.
     *
     * @param loss the mean over them
     * @param accuracy the share that is right, from 0 to 1; none where targets are numbers
     * @param numbers the errors of each number that is learned, in its own unit; empty where classes are
     * @param scored what the number called loss here is
     */
    record Evaluated(
            long update, double epoch, double loss, OptionalDouble accuracy, List<Regression> numbers, Scored scored)
            implements Metric {
        /** Copies the list. */
        public Evaluated {
            numbers = List.copyOf(numbers);
        }

        /** An evaluation of no numbers. */
        public Evaluated(long update, double epoch, double loss, OptionalDouble accuracy) {
            this(update, epoch, loss, accuracy, List.of(), Scored.LOSS);
        }
    }

    /**
     * What inference did on one batch, always the same in a run.
     *
     * @param energies the network's at each time 0 … T, as a mean over the samples; empty for rules without inference
     * @param errors of the nodes, in the network's order
     * @param divergence of the rule's update from backpropagation's
     */
    record Probed(long update, double epoch, List<Double> energies, List<NodeErrors> errors, Distance divergence)
            implements Metric {
        /** Copies the lists. */
        public Probed {
            energies = List.copyOf(energies);
            errors = List.copyOf(errors);
        }
    }

    /**
     * How large the step of the rule was beside the largest with which values converge.
     *
     * @param rule its name
     * @param gamma γ
     * @param curvature λ, the largest eigenvalue of the energy's Hessian in the values
     * @param limit what γλ must stay below; none where it is not known
     */
    record Stepped(long update, double epoch, String rule, double gamma, double curvature, OptionalDouble limit)
            implements Metric {
        /** Returns γλ. */
        public double product() {
            return gamma * curvature;
        }
    }

    /**
     * How large a node's error was while values relaxed.
     *
     * @param node its name
     * @param norms at each time 0 … T the root of the mean over the samples of ‖ε‖²; of an output twice its loss stands
     *     for ‖ε‖², which is the same for a squared error
     */
    record NodeErrors(String node, List<Double> norms) {
        /** Copies the list. */
        public NodeErrors {
            norms = List.copyOf(norms);
        }
    }

    /**
     * How far the rule's update is from backpropagation's, over all parameters as one vector.
     *
     * @param relative the Euclidean distance over the norm of backpropagation's
     * @param cosine of the angle between the two; NaN where one of them is zero
     * @param bitwiseEqual whether all numbers are equal by {@code ==}
     */
    record Distance(double relative, double cosine, boolean bitwiseEqual) {}
}
