package org.pcn4j.systems.surprise;

import java.util.ArrayList;
import java.util.List;

/**
 * The exact Bayesian learner of a rule that is replaced by an unknown one with a given probability: how long ago that was is a
 * hypothesis, and each hypothesis has Dirichlet counts of its own (Adams and MacKay 2007; of transitions, Barry and Gerstner
 * 2024). Exact but for hypotheses that are given up as too unlikely.
 */
public final class BayesianChangePoint implements TransitionLearner {
    private final int rooms;
    private final double prior;
    private final double probability;
    private final double least;
    private List<Hypothesis> hypotheses = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // The counts grow, and hypotheses are never compared.
    private record Hypothesis(double probability, double[][] counts) {}

    /**
     * Begins with one hypothesis, under which nothing was seen.
     *
     * @param rooms at least 2
     * @param prior α of each transition: finite, greater than 0
     * @param probability of a switch at each transition: above 0, below 1
     * @param least probability of a hypothesis that is kept: at least 0, less than the probability of a switch
     * @throws IllegalArgumentException if a number is out of its range
     */
    public BayesianChangePoint(int rooms, double prior, double probability, double least) {
        Transitions.checkRooms(rooms);
        Transitions.checkPrior(prior);
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "the probability of a switch must be above 0 and below 1, not " + probability);
        }
        if (!(least >= 0 && least < probability)) {
            throw new IllegalArgumentException(
                    "the least probability must be at least 0 and less than that of a switch, " + probability + ", not "
                            + least);
        }
        this.rooms = rooms;
        this.prior = prior;
        this.probability = probability;
        this.least = least;
        hypotheses.add(new Hypothesis(1, new double[rooms][rooms]));
    }

    /** Lets each hypothesis go on or end in a new one, weighs all by what they gave the transition, and counts it. */
    @Override
    public void present(int last, int seen) {
        Transitions.check(rooms, last, seen);
        List<Hypothesis> weighed = new ArrayList<>();
        double sum = 0;
        for (Hypothesis each : hypotheses) {
            double likelihood = Transitions.mean(each.counts()[last], prior)[seen];
            double weight = (1 - probability) * each.probability() * likelihood;
            weighed.add(new Hypothesis(weight, each.counts()));
            sum += weight;
        }
        double fresh = probability / rooms;
        weighed.add(new Hypothesis(fresh, new double[rooms][rooms]));
        sum += fresh;
        List<Hypothesis> kept = new ArrayList<>();
        double left = 0;
        for (Hypothesis each : weighed) {
            if (each.probability() > least * sum) {
                kept.add(each);
                left += each.probability();
            }
        }
        hypotheses = new ArrayList<>();
        for (Hypothesis each : kept) {
            each.counts()[last][seen]++;
            hypotheses.add(new Hypothesis(each.probability() / left, each.counts()));
        }
    }

    /** Returns T̂ on average over the hypotheses. */
    @Override
    public double[][] believed() {
        double[][] believed = new double[rooms][rooms];
        for (Hypothesis each : hypotheses) {
            for (int last = 0; last < rooms; last++) {
                double[] mean = Transitions.mean(each.counts()[last], prior);
                for (int seen = 0; seen < rooms; seen++) {
                    believed[last][seen] += each.probability() * mean[seen];
                }
            }
        }
        return believed;
    }

    /** Returns how many hypotheses are kept. */
    public int hypotheses() {
        return hypotheses.size();
    }
}
