package org.pcn4j.systems.sensing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.analysis.Entropy;
import org.pcn4j.tensor.Seed;

/**
 * Learns where actions lead in a world, by counts, and acts to learn: an action's score is the information that it is expected
 * to give, and β times the score of the best action in the state that it leads to, on average (Sharafeldin, Imam and Choi 2024;
 * Little and Sommer 2013). Not thread-safe.
 */
public final class Explorer {
    private static final int SWEEPS = 3;

    private final World world;
    private final Choice choice;
    private final double[][][] counts;
    private final double[][] information;
    private final double[] worth;

    /** How an action is chosen. */
    public sealed interface Choice {
        /**
         * The action of the best score.
         *
         * @param beta β, what the next state counts: at least 0, less than 1; 0 looks no further than the action
         */
        record Best(double beta) implements Choice {
            /**
             * Checks β.
             *
             * @throws IllegalArgumentException if it is out of its range
             */
            public Best {
                if (!(beta >= 0 && beta < 1)) {
                    throw new IllegalArgumentException("beta must be at least 0 and less than 1, not " + beta);
                }
            }
        }

        /**
         * By chance, with probabilities in proportion to e to the information over a temperature.
         *
         * @param temperature finite, greater than 0
         */
        record Boltzmann(double temperature) implements Choice {
            /**
             * Checks the temperature.
             *
             * @throws IllegalArgumentException if it is out of its range
             */
            public Boltzmann {
                if (!(temperature > 0 && Double.isFinite(temperature))) {
                    throw new IllegalArgumentException(
                            "the temperature must be finite and greater than 0, not " + temperature);
                }
            }
        }

        /** Any action, each as likely. */
        record Random() implements Choice {}
    }

    /**
     * What exploring came to.
     *
     * @param missing before each step, and after the last, the information that is missing, Σ KL(true‖believed) over all states
     *     and actions, in nats
     * @param visited how many states had been visited by then
     */
    public record Exploration(List<Double> missing, List<Integer> visited) {}

    /**
     * Prepares to explore.
     *
     * @param prior α of each state, before anything was seen: finite, greater than 0
     * @throws IllegalArgumentException if it is out of its range
     */
    public Explorer(World world, Choice choice, double prior) {
        if (!(prior > 0 && Double.isFinite(prior))) {
            throw new IllegalArgumentException("the counts begin at more than 0, not at " + prior);
        }
        this.world = world;
        this.choice = choice;
        this.counts = new double[world.states()][world.actions()][world.states()];
        this.information = new double[world.states()][world.actions()];
        this.worth = new double[world.states()];
        for (int state = 0; state < counts.length; state++) {
            for (int action = 0; action < counts[state].length; action++) {
                Arrays.fill(counts[state][action], prior);
                information[state][action] = Dirichlet.expectedInformation(counts[state][action]);
            }
        }
    }

    /** Acts from the first state on, so many times, and learns from each. */
    public Exploration explore(int steps, Seed seed) {
        SplittableRandom random = seed.generator();
        List<Double> missing = new ArrayList<>();
        List<Integer> visited = new ArrayList<>();
        boolean[] been = new boolean[world.states()];
        double[][] left = new double[world.states()][world.actions()];
        double sum = 0;
        for (int s = 0; s < left.length; s++) {
            for (int a = 0; a < left[s].length; a++) {
                left[s][a] = missing(s, a);
                sum += left[s][a];
            }
        }
        int places = 1;
        int state = 0;
        been[0] = true;
        for (int step = 0; step < steps; step++) {
            missing.add(sum);
            visited.add(places);
            int action = choose(state, random);
            int next = ActiveSensing.draw(world.transitions()[state][action], random);
            counts[state][action][next]++;
            information[state][action] = Dirichlet.expectedInformation(counts[state][action]);
            double now = missing(state, action);
            sum += now - left[state][action];
            left[state][action] = now;
            places += been[next] ? 0 : 1;
            been[next] = true;
            state = next;
        }
        missing.add(sum);
        visited.add(places);
        return new Exploration(missing, visited);
    }

    private double missing(int state, int action) {
        return Entropy.divergence(world.transitions()[state][action], Dirichlet.mean(counts[state][action]));
    }

    private int choose(int state, SplittableRandom random) {
        if (choice instanceof Choice.Best best) {
            plan(best.beta());
            double[] scores = scores(state, best.beta());
            int first = 0;
            for (int a = 1; a < scores.length; a++) {
                first = scores[a] > scores[first] ? a : first;
            }
            return first;
        } else if (choice instanceof Choice.Boltzmann boltzmann) {
            double[] scores = information[state].clone();
            Arrays.setAll(scores, a -> scores[a] / boltzmann.temperature());
            return ActiveSensing.draw(Entropy.normalized(scores), random);
        }
        return random.nextInt(world.actions());
    }

    /** A few sweeps of value iteration, from what states were worth the step before. */
    private void plan(double beta) {
        for (int sweep = 0; sweep < SWEEPS && beta > 0; sweep++) {
            for (int s = 0; s < worth.length; s++) {
                worth[s] = Arrays.stream(scores(s, beta)).max().orElseThrow();
            }
        }
    }

    private double[] scores(int state, double beta) {
        double[] scores = information[state].clone();
        for (int a = 0; a < scores.length && beta > 0; a++) {
            double[] q = Dirichlet.mean(counts[state][a]);
            for (int next = 0; next < q.length; next++) {
                scores[a] += beta * q[next] * worth[next];
            }
        }
        return scores;
    }
}
