package org.pcn4j.systems.surprise;

import java.util.Arrays;

/** Counts of transitions between rooms, as means of Dirichlet distributions. */
final class Transitions {
    private Transitions() {}

    /** Returns (n + α)/(N + αK) of counts n of K rooms that sum up to N. */
    static double[] mean(double[] counts, double prior) {
        double sum = Arrays.stream(counts).sum() + prior * counts.length;
        return Arrays.stream(counts).map(each -> (each + prior) / sum).toArray();
    }

    static void checkRooms(int rooms) {
        if (rooms < 2) {
            throw new IllegalArgumentException("there must be at least 2 rooms, not " + rooms);
        }
    }

    static void checkPrior(double prior) {
        if (!(prior > 0 && Double.isFinite(prior))) {
            throw new IllegalArgumentException("the counts begin at more than 0, not at " + prior);
        }
    }

    static void check(int rooms, int last, int seen) {
        if (last < 0 || last >= rooms || seen < 0 || seen >= rooms) {
            throw new IllegalArgumentException("rooms are 0 to " + (rooms - 1) + ", not " + last + " and " + seen);
        }
    }
}
