package org.pcn4j.train;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How well a network does on samples.
 *
 * @param targets how many were evaluated: samples, or all places of all samples where each has several labels
 * @param loss the mean over them
 * @param accuracy the share whose class has the largest output; none where targets are numbers
 * @param perplexity e to the power of a cross-entropy: among how many classes the network is as good as undecided, at each
 *     place of a sequence where each has a label; none of other losses
 * @param top the shares whose class is among the one, two, … largest outputs, up to ten or as many as there are classes;
 *     empty where targets are numbers
 * @param numbers the errors of each number that is learned, in its own unit; empty where classes are, and where nothing says
 *     what the numbers are
 * @param scored what the number called loss here is; the loss, unless it is said
 */
public record Evaluation(
        long targets,
        double loss,
        OptionalDouble accuracy,
        OptionalDouble perplexity,
        List<Double> top,
        List<Regression> numbers,
        Scored scored) {
    /** Copies the lists. */
    public Evaluation {
        scored = Objects.requireNonNullElse(scored, Scored.LOSS);
        top = List.copyOf(top);
        numbers = List.copyOf(numbers);
    }

    /** An evaluation of neither perplexity nor more than the largest output. */
    public Evaluation(long targets, double loss, OptionalDouble accuracy) {
        this(targets, loss, accuracy, OptionalDouble.empty(), List.of(), List.of(), Scored.LOSS);
    }

    /**
     * Returns the share of labels whose class is among the k largest outputs.
     *
     * @param k from 1 to 10 and to the number of classes
     * @throws IllegalArgumentException if it was not found for this k, or not at all
     */
    public double topAccuracy(int k) {
        if (k < 1 || k > top.size()) {
            throw new IllegalArgumentException(
                    top.isEmpty()
                            ? "numbers were evaluated, not classes: there is no accuracy"
                            : "the accuracy of the k largest outputs is known for k from 1 to " + top.size() + ", not "
                                    + k);
        }
        return top.get(k - 1);
    }
}
