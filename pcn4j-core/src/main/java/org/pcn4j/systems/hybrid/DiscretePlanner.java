package org.pcn4j.systems.hybrid;

import java.util.Arrays;

/**
 * Active inference over a few discrete states: which state it is, and what to do so that the states to come are those that are
 * preferred. Policies are all sequences of as many actions as are looked ahead. Immutable.
 */
public final class DiscretePlanner {
    private static final double LEAST = 1e-16;

    private final double[][][] transitions;
    private final double[] preferences;
    private final int ahead;

    /**
     * Sets up.
     *
     * @param transitions B, [actions][next states][states], borrowed; each column sums up to 1
     * @param preferences C, the probabilities that states should have, [states], borrowed
     * @param ahead how many actions a policy has: at least 1
     * @throws IllegalArgumentException if sizes do not fit or a column is no distribution
     */
    public DiscretePlanner(double[][][] transitions, double[] preferences, int ahead) {
        if (ahead < 1 || transitions.length < 1) {
            throw new IllegalArgumentException(
                    "a policy has at least 1 action of at least 1, not " + ahead + " of " + transitions.length);
        }
        int states = preferences.length;
        for (double[][] action : transitions) {
            if (action.length != states || Arrays.stream(action).anyMatch(row -> row.length != states)) {
                throw new IllegalArgumentException("transitions must be from " + states + " states to as many");
            }
            for (int from = 0; from < states; from++) {
                int column = from;
                double sum =
                        Arrays.stream(action).mapToDouble(row -> row[column]).sum();
                if (!(Math.abs(sum - 1) < 1e-9)) {
                    throw new IllegalArgumentException(
                            "the transitions from state " + from + " sum up to " + sum + ", not to 1");
                }
            }
        }
        this.transitions = transitions;
        this.preferences = preferences.clone();
        this.ahead = ahead;
    }

    /**
     * Returns which state it is by what is observed: the product of what each kind of observation says.
     *
     * @param likelihoods of each kind of observation and state, [kinds][states], borrowed
     * @return [states], new
     */
    public double[] infer(double[]... likelihoods) {
        double[] logs = new double[preferences.length];
        for (double[] each : likelihoods) {
            for (int s = 0; s < logs.length; s++) {
                logs[s] += log(each[s]);
            }
        }
        return softmax(logs, 1);
    }

    /**
     * Returns the probability of each action, by that of the policies that begin with it: softmax(−G), where G is the sum over
     * the policy's steps of KL(q ‖ C).
     *
     * @param state q, [states], borrowed
     * @return [actions], new
     */
    public double[] act(double[] state) {
        double[] costs = costs(state, ahead);
        int each = costs.length / transitions.length;
        double[] logs = Arrays.stream(costs).map(cost -> -cost).toArray();
        double[] policies = softmax(logs, 1);
        double[] actions = new double[transitions.length];
        for (int p = 0; p < policies.length; p++) {
            actions[p / each] += policies[p];
        }
        return actions;
    }

    /** Returns G of all policies, those with the same first action beside each other. */
    double[] costs(double[] state, int steps) {
        if (steps == 0) {
            return new double[1];
        }
        double[] all = new double[(int) Math.pow(transitions.length, steps)];
        int at = 0;
        for (int u = 0; u < transitions.length; u++) {
            double[] next = after(state, u);
            double cost = divergence(next);
            for (double rest : costs(next, steps - 1)) {
                all[at++] = cost + rest;
            }
        }
        return all;
    }

    private double divergence(double[] state) {
        double sum = 0;
        for (int s = 0; s < state.length; s++) {
            sum += (log(state[s]) - log(preferences[s])) * state[s];
        }
        return sum;
    }

    private double[] after(double[] state, int action) {
        double[] next = new double[state.length];
        for (int to = 0; to < next.length; to++) {
            for (int from = 0; from < state.length; from++) {
                next[to] += transitions[action][to][from] * state[from];
            }
        }
        return next;
    }

    /**
     * Returns the state to come, Σ P(u) B_u q.
     *
     * @param state q, [states], borrowed
     * @param actions P(u), [actions], borrowed
     * @return [states], new
     */
    public double[] next(double[] state, double[] actions) {
        double[] next = new double[state.length];
        for (int u = 0; u < actions.length; u++) {
            double[] after = after(state, u);
            for (int s = 0; s < next.length; s++) {
                next[s] += actions[u] * after[s];
            }
        }
        return next;
    }

    /** Returns ln of a probability, and of 0 that of 1e-16. */
    static double log(double probability) {
        return StrictMath.log(probability + LEAST);
    }

    /** Returns exp(sharpness · logs), normalized. */
    static double[] softmax(double[] logs, double sharpness) {
        double most = Arrays.stream(logs).max().orElse(0);
        double[] result = new double[logs.length];
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            result[i] = StrictMath.exp(sharpness * (logs[i] - most));
            sum += result[i];
        }
        for (int i = 0; i < logs.length; i++) {
            result[i] /= sum;
        }
        return result;
    }
}
