package org.pcn4j.systems.sensing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.pcn4j.tensor.Seed;

/**
 * A world of states in which actions lead to others by chance (Little and Sommer 2013, whose worlds these are like).
 *
 * @param transitions of each state and action the probability of each state after it
 */
@SuppressWarnings("ArrayRecordComponent") // The probabilities are drawn by and never compared.
public record World(double[][][] transitions) {
    private static final int[][] WAYS = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    private static final double OPEN = 0.2;
    private static final double SLIP = 0.2;

    /**
     * Returns a maze. Each room has four ways; walls block some of them, and every room can be reached from every other. A step
     * goes astray with a probability of 0.2, in any of the four ways. A blocked way of a carrier leads to another room for certain.
     *
     * @param side rooms in a row, and in a column: at least 2
     * @param carriers how many rooms carry, from 0 to the number of rooms at the border
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static World maze(int side, int carriers, Seed seed) {
        if (side < 2) {
            throw new IllegalArgumentException("a maze has at least 2 rooms in a row, not " + side);
        }
        int border = 4 * (side - 1);
        if (carriers < 0 || carriers > border) {
            throw new IllegalArgumentException(
                    "a maze of " + side + " rooms in a row has 0 to " + border + " carriers, not " + carriers);
        }
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
        carry(carriers, open, transitions, random);
        return new World(transitions);
    }

    /**
     * Lets blocked ways lead elsewhere. Open ways stay as they are, so that a carrier can still be left and reached by them. Each
     * room at the border has a blocked way, so that there are enough.
     */
    private static void carry(int carriers, boolean[][] open, double[][][] transitions, SplittableRandom random) {
        List<Integer> walled = new ArrayList<>();
        for (int room = 0; room < open.length; room++) {
            boolean[] ways = open[room];
            if (IntStream.range(0, ways.length).anyMatch(way -> !ways[way])) {
                walled.add(room);
            }
        }
        for (int carrier = 0; carrier < carriers; carrier++) {
            int room = walled.remove(random.nextInt(walled.size()));
            for (int way = 0; way < WAYS.length; way++) {
                if (!open[room][way]) {
                    int other = random.nextInt(open.length - 1);
                    transitions[room][way] = new double[open.length];
                    transitions[room][way][other < room ? other : other + 1] = 1;
                }
            }
        }
    }

    /** Opens ways at random from room to room, into each once, so that every room is reached. */
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

    /**
     * Returns a world in which any action may lead anywhere, by probabilities that are drawn evenly.
     *
     * @param states at least 1
     * @param actions at least 1
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static World dense(int states, int actions, Seed seed) {
        if (states < 1 || actions < 1) {
            throw new IllegalArgumentException(
                    "a world has at least 1 state and 1 action, not " + states + " and " + actions);
        }
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

    /**
     * Returns a world of three actions: the first leads to one state, the second to either of two, the third to any of three.
     *
     * @param states at least 3
     * @throws IllegalArgumentException if there are fewer
     */
    public static World oneTwoThree(int states, Seed seed) {
        if (states < 3) {
            throw new IllegalArgumentException("actions that lead to three states need at least 3, not " + states);
        }
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
