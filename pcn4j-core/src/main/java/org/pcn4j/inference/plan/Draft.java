package org.pcn4j.inference.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wanted of one time, gathered from the later times backwards, before instructions are made of it. */
final class Draft {
    /**
     * What a time must leave behind for the next one.
     *
     * @param kept the nodes whose error of this time is learned from in the next one
     * @param following the nodes whose error follows what it is at this time
     */
    record Arriving(
            Set<Integer> errors,
            Set<Integer> values,
            Set<Integer> materialized,
            Set<Integer> kept,
            Set<Integer> following) {
        Arriving() {
            this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        }
    }

    /** What is wanted of a node's pullback. */
    static final class Pulled {
        final Set<Integer> uses = new TreeSet<>();
        boolean learns;
    }

    final int time;
    final Arriving leaves;
    final Arriving arriving = new Arriving();
    final Set<Integer> predictions = new TreeSet<>();
    /** Whose value is its prediction and its error of this very time. */
    final Set<Integer> swept = new TreeSet<>();
    /** Whose feedback is summed, to be handed on within this time. */
    final Set<Integer> collected = new TreeSet<>();

    final Set<Integer> errors = new TreeSet<>();
    /** Whose error begins to follow, where errors do. */
    final Set<Integer> begun = new TreeSet<>();

    final Set<Integer> outputErrors = new TreeSet<>();
    final Set<Integer> stateErrors = new TreeSet<>();
    final Set<Integer> weighted = new TreeSet<>();
    final Set<Integer> forwardErrors = new TreeSet<>();
    final Set<Integer> plainErrors = new TreeSet<>();
    final Map<Integer, List<List<Slot>>> measured = new TreeMap<>();
    final Map<Integer, Pulled> pulls = new TreeMap<>();
    int repeats = 1;
    boolean settles;

    Draft(int time, Arriving leaves) {
        this.time = time;
        this.leaves = leaves;
    }

    Pulled pull(int node) {
        return pulls.computeIfAbsent(node, unused -> new Pulled());
    }

    /** The nodes whose pullback learns, in order. */
    List<Integer> learners() {
        return pulls.entrySet().stream()
                .filter(pull -> pull.getValue().learns)
                .map(Map.Entry::getKey)
                .toList();
    }
}
