package org.pcn4j.systems.sensing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.tensor.Seed;

/**
 * A world of states in which actions lead to others by chance (Little and Sommer 2013, whose worlds these are like).
 *
 * @param transitions of each state and action the probability of each state after it
 */
@SuppressWarnings("ArrayRecordComponent") // Probabilities to be drawn by, compared by nobody.
public record World(double[][][] transitions) {
    private static final int[][] WAYS = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    private static final double OPEN = 0.2;
    private static final double SLIP = 0.2;
    private static final int CARRIERS = 2;

    /**
     * Returns a maze: four ways to go, of which walls block some and yet none keeps from a room, a step goes astray with a
     * probability of 0.2, in any of the four, and behind the walls of two rooms are ways to rooms far away.
     *
     * @param side rooms in a row, and in a column
     */
    public static World maze(int side, Seed seed) {
        SplittableRandom random = seed.generator();
        boolean[][] open = new boolean[side * side][WAYS.length];
        tunnel(0, side, new boolean[side * side], open, random);
        for (int room = 0; room < open.length; room++) {
            for (int way = 0; way < WAYS.length; way++) {
                if (next(room, way, side) != room && random.nextDouble() < OPEN) {
                    open(room, way, side, open);
                }
            }
        }
        double[][][] transitions = new double[open.length][WAYS.length][open.length];
        for (int room = 0; room < open.length; room++) {
            for (int way = 0; way < WAYS.length; way++) {
                for (int gone = 0; gone < WAYS.length; gone++) {
                    double p = SLIP / WAYS.length + (gone == way ? 1 - SLIP : 0);
                    transitions[room][way][open[room][gone] ? next(room, gone, side) : room] += p;
                }
            }
        }
        for (int carrier = 0; carrier < CARRIERS; carrier++) {
            int room = random.nextInt(open.length);
            for (int way = 0; way < WAYS.length; way++) {
                if (!open[room][way]) {
                    transitions[room][way] = new double[open.length];
                    transitions[room][way][random.nextInt(open.length)] = 1;
                }
            }
        }
        return new World(transitions);
    }

    /** Goes on to rooms where nobody was, at random, until there are none: so every room is reached. */
    private static void tunnel(int room, int side, boolean[] been, boolean[][] open, SplittableRandom random) {
        been[room] = true;
        int first = random.nextInt(WAYS.length);
        for (int turn = 0; turn < WAYS.length; turn++) {
            int way = (first + turn) % WAYS.length;
            int next = next(room, way, side);
            if (!been[next]) {
                open(room, way, side, open);
                tunnel(next, side, been, open, random);
            }
        }
    }

    /** Ways lie in pairs, there and back. */
    private static void open(int room, int way, int side, boolean[][] open) {
        open[room][way] = true;
        open[next(room, way, side)][way ^ 1] = true;
    }

    private static int next(int room, int way, int side) {
        int row = room / side + WAYS[way][0];
        int column = room % side + WAYS[way][1];
        boolean inside = row >= 0 && row < side && column >= 0 && column < side;
        return inside ? row * side + column : room;
    }

    /** Returns a world in which any action may lead anywhere, by probabilities that are drawn evenly. */
    public static World dense(int states, int actions, Seed seed) {
        SplittableRandom random = seed.generator();
        double[][][] transitions = new double[states][actions][];
        for (double[][] ofState : transitions) {
            for (int action = 0; action < actions; action++) {
                ofState[action] = Dirichlet.mean(
                        random.doubles(states).map(u -> -Math.log(1 - u)).toArray());
            }
        }
        return new World(transitions);
    }

    /** Returns a world of three actions: the first leads to one state, the second to either of two, the third to any of three. */
    public static World oneTwoThree(int states, Seed seed) {
        SplittableRandom random = seed.generator();
        double[][][] transitions = new double[states][3][states];
        for (double[][] ofState : transitions) {
            for (int action = 0; action < ofState.length; action++) {
                List<Integer> reached = new ArrayList<>();
                while (reached.size() <= action) {
                    int state = random.nextInt(states);
                    if (!reached.contains(state)) {
                        reached.add(state);
                        ofState[action][state] = 1.0 / (action + 1);
                    }
                }
            }
        }
        return new World(transitions);
    }

    /** Returns how many states there are. */
    public int states() {
        return transitions.length;
    }

    /** Returns how many actions there are. */
    public int actions() {
        return transitions[0].length;
    }
}
