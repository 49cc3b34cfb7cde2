package org.pcn4j.systems.surprise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.pcn4j.tensor.Seed;

/**
 * A walk through rooms by rules that switch (Barry and Gerstner 2024, Figure 1). The rooms of a rule lie in a square without
 * borders, in an order that is drawn for each rule; from each room the walk goes on to one of its four neighbors, to each as
 * likely. Immutable.
 */
public final class RoomWalk {
    private final List<double[][]> rules;
    private final int[] rooms;
    private final int[] ruleAt;

    private RoomWalk(List<double[][]> rules, int[] rooms, int[] ruleAt) {
        this.rules = List.copyOf(rules);
        this.rooms = rooms;
        this.ruleAt = ruleAt;
    }

    /**
     * Returns a walk whose rule switches by chance to another of its rules.
     *
     * @param side rooms in a row of the square: at least 3
     * @param rules how many: at least 1; one never switches
     * @param presentations how many transitions: at least 1
     * @param least how many transitions a rule stays at least: at least 1
     * @param probability of a switch at each transition after those, from 0 to 1
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static RoomWalk switching(int side, int rules, int presentations, int least, double probability, Seed seed) {
        check(side, rules, presentations, least);
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("the probability of a switch must be from 0 to 1, not " + probability);
        }
        SplittableRandom random = seed.derive("switches").generator();
        int[] ruleAt = new int[presentations];
        int rule = 0;
        int stayed = 0;
        for (int i = 0; i < presentations; i++) {
            if (rules > 1 && stayed >= least && random.nextDouble() < probability) {
                int other = random.nextInt(rules - 1);
                rule = other < rule ? other : other + 1;
                stayed = 0;
            }
            ruleAt[i] = rule;
            stayed++;
        }
        return walk(side, rules, ruleAt, seed);
    }

    /**
     * Returns a walk whose rules take turns.
     *
     * @param side rooms in a row of the square: at least 3
     * @param rules how many: at least 1
     * @param turns how many turns there are: at least 1
     * @param length transitions of a turn: at least 1
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static RoomWalk inTurns(int side, int rules, int turns, int length, Seed seed) {
        check(side, rules, turns, length);
        int[] ruleAt = new int[Math.multiplyExact(turns, length)];
        Arrays.setAll(ruleAt, i -> i / length % rules);
        return walk(side, rules, ruleAt, seed);
    }

    private static void check(int side, int... atLeastOne) {
        if (side < 3) {
            throw new IllegalArgumentException("a room has four neighbors in a square of side 3 or more, not " + side);
        }
        for (int each : atLeastOne) {
            if (each < 1) {
                throw new IllegalArgumentException("a walk has at least 1 rule and 1 transition, not " + each);
            }
        }
    }

    private static RoomWalk walk(int side, int count, int[] ruleAt, Seed seed) {
        List<double[][]> rules = new ArrayList<>();
        for (int rule = 0; rule < count; rule++) {
            rules.add(torus(side, seed.derive("rule").derive(rule)));
        }
        SplittableRandom random = seed.derive("walk").generator();
        int[] rooms = new int[ruleAt.length + 1];
        rooms[0] = random.nextInt(side * side);
        for (int i = 0; i < ruleAt.length; i++) {
            double[] next = rules.get(ruleAt[i])[rooms[i]];
            double left = random.nextDouble();
            int room = -1;
            while (left >= 0) {
                room++;
                left -= next[room];
            }
            rooms[i + 1] = room;
        }
        return new RoomWalk(rules, rooms, ruleAt);
    }

    /** Returns T of a square without borders: quarters, which a sum of four adds up exactly. */
    private static double[][] torus(int side, Seed seed) {
        int[] order = seed.permutation(side * side);
        double[][] transitions = new double[order.length][order.length];
        IntUnaryOperator around = place -> Math.floorMod(place, side);
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                double[] from = transitions[order[row * side + column]];
                for (int step : new int[] {-1, 1}) {
                    from[order[around.applyAsInt(row + step) * side + column]] = 0.25;
                    from[order[row * side + around.applyAsInt(column + step)]] = 0.25;
                }
            }
        }
        return transitions;
    }

    /** Returns how many transitions there are. */
    public int presentations() {
        return ruleAt.length;
    }

    /** Returns how many rooms there are. */
    public int places() {
        return rules.get(0).length;
    }

    /** Returns the room that is left at a presentation. */
    public int last(int presentation) {
        return rooms[presentation];
    }

    /** Returns the room that is entered at a presentation. */
    public int seen(int presentation) {
        return rooms[presentation + 1];
    }

    /** Returns the number of the rule of a presentation, from 0 on. */
    public int rule(int presentation) {
        return ruleAt[presentation];
    }

    /**
     * Returns T of a presentation's rule.
     *
     * @return [rooms][rooms], a copy
     */
    public double[][] transitions(int presentation) {
        return Arrays.stream(rules.get(ruleAt[presentation]))
                .map(double[]::clone)
                .toArray(double[][]::new);
    }

    /** Returns the presentations that are the first of another rule than the one before. */
    public List<Integer> switches() {
        List<Integer> switches = new ArrayList<>();
        for (int i = 1; i < ruleAt.length; i++) {
            if (ruleAt[i] != ruleAt[i - 1]) {
                switches.add(i);
            }
        }
        return switches;
    }
}
