package org.pcn4j.systems.surprise;

/**
 * VarSMiLe: counts are forgotten by as much as a transition was surprising (Liakoni et al. 2021; of transitions, Barry and
 * Gerstner 2024). B is what a flat belief gives the transition over what was believed, γ = m B / (1 + m B), and the counts of
 * the room that was left become (1 − γ) times what they were, and one more of the room seen.
 */
public final class VarSmile implements TransitionLearner {
    private final double prior;
    private final double modulation;
    private final double[][] counts;

    /**
     * Begins without counts.
     *
     * @param rooms at least 2
     * @param prior α of each transition: finite, greater than 0
     * @param modulation m, about the probability of a switch over that of none: finite, at least 0; with 0 nothing is forgotten
     * @throws IllegalArgumentException if a number is out of its range
     */
    public VarSmile(int rooms, double prior, double modulation) {
        Transitions.checkRooms(rooms);
        Transitions.checkPrior(prior);
        if (!(modulation >= 0 && Double.isFinite(modulation))) {
            throw new IllegalArgumentException("m must be finite and at least 0, not " + modulation);
        }
        this.prior = prior;
        this.modulation = modulation;
        this.counts = new double[rooms][rooms];
    }

    @Override
    public void present(int last, int seen) {
        Transitions.check(counts.length, last, seen);
        double[] row = counts[last];
        double surprise = 1 / (counts.length * Transitions.mean(row, prior)[seen]);
        double forgotten = modulation * surprise / (1 + modulation * surprise);
        for (int i = 0; i < row.length; i++) {
            row[i] *= 1 - forgotten;
        }
        row[seen]++;
    }

    @Override
    public double[][] believed() {
        double[][] believed = new double[counts.length][];
        for (int last = 0; last < counts.length; last++) {
            believed[last] = Transitions.mean(counts[last], prior);
        }
        return believed;
    }
}
