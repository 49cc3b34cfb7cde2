package org.pcn4j.train.reproduce.items;

/** How often something of a probability happens in some trials. */
final class Binomial {
    private Binomial() {}

    /**
     * Returns the probability that it happens so often at least: the share of backpropagation's error that has come k edges
     * far after T relaxations with fixed predictions, where all paths are equally long.
     *
     * @param trials T, at least 0
     * @param probability γ, from 0 to 1
     * @param least k, at least 0
     */
    static double atLeast(int trials, double probability, int least) {
        if (probability == 1) {
            return trials >= least ? 1 : 0;
        }
        double term = Math.pow(1 - probability, trials);
        double below = 0;
        for (int i = 0; i < least && i <= trials; i++) {
            below += term;
            term *= (trials - i) / (i + 1.0) * probability / (1 - probability);
        }
        return least > trials ? 0 : 1 - below;
    }
}
