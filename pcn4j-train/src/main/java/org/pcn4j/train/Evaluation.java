package org.pcn4j.train;

import java.util.OptionalDouble;

/**
 * How well a network does on samples.
 *
 * @param answers how many were judged: samples, or all places of all samples where each has several labels
 * @param loss the mean over them
 * @param accuracy the share whose class has the largest output; none where targets are numbers
 */
public record Evaluation(long answers, double loss, OptionalDouble accuracy) {
    /** Returns e to the power of the loss: of a cross-entropy, among how many classes the network is as good as undecided. */
    public double perplexity() {
        return Math.exp(loss);
    }
}
