package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Learning.Times;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * Which nodes learn when, and when their parameters are changed by it: once, after the last contribution; or where nodes
 * learn at several times, at each.
 */
final class LearningTimes {
    private final boolean repeatedly;
    /** Who learns from a time on, until the next one in this order. */
    private final TreeMap<Integer, List<Integer>> from = new TreeMap<>();

    private final int[] first;
    private final int[] last;
    private final int[] applied;

    LearningTimes(Question question) {
        Network network = question.network();
        this.first = new int[network.nodes().size()];
        this.last = new int[network.nodes().size()];
        this.applied = new int[network.parameters().size()];
        Arrays.fill(first, Known.NEVER);
        Arrays.fill(last, Known.NEVER);
        Arrays.fill(applied, Known.NEVER);
        boolean several = false;
        TreeMap<Integer, List<Integer>> begin = new TreeMap<>();
        TreeMap<Integer, List<Integer>> stop = new TreeMap<>();
        for (Node node : network.nodes()) {
            Times times = node.parameters().isEmpty()
                    ? null
                    : question.schedule()
                            .learning()
                            .times(network, node.index(), question.end())
                            .orElse(null);
            if (times == null || times.first() > question.end()) {
                continue;
            }
            int until = Math.min(times.last(), question.end());
            requireAsSaid(question, node, new Times(times.first(), until));
            several |= until > times.first();
            first[node.index()] = times.first();
            last[node.index()] = until;
            begin.computeIfAbsent(times.first(), unused -> new ArrayList<>()).add(node.index());
            stop.computeIfAbsent(until + 1, unused -> new ArrayList<>()).add(node.index());
            for (int parameter : node.parameters()) {
                applied[parameter] = applied[parameter] == Known.NEVER ? until : Math.max(applied[parameter], until);
            }
        }
        this.repeatedly = several;
        schedule(begin, stop);
    }

    /** What a learning says of itself is asked before there is a network, so that it must be true of this one. */
    private static void requireAsSaid(Question question, Node node, Times times) {
        Learning learning = question.schedule().learning();
        boolean several = times.last() > times.first();
        if (several && !learning.isRepeated()) {
            throw new IllegalArgumentException("the learning " + learning + " has node '" + node.name()
                    + "' learn at the times " + times.first() + " to " + times.last()
                    + ", but says by isRepeated() that no node learns at several: expected true");
        } else if (learning.isAtEnd() && (several || times.first() != question.end())) {
            throw new IllegalArgumentException("the learning " + learning + " has node '" + node.name()
                    + "' learn at time " + times.first() + ", but says by isAtEnd() that all learn at the end, "
                    + question.end() + ", alone: expected false");
        }
    }

    private void schedule(Map<Integer, List<Integer>> begin, Map<Integer, List<Integer>> stop) {
        List<Integer> learning = new ArrayList<>();
        from.put(0, List.of());
        TreeMap<Integer, List<Integer>> changes = new TreeMap<>(begin);
        changes.putAll(stop);
        for (int time : changes.keySet()) {
            learning.removeAll(new HashSet<>(stop.getOrDefault(time, List.of())));
            learning.addAll(begin.getOrDefault(time, List.of()));
            learning.sort(null);
            from.put(time, List.copyOf(learning));
        }
    }

    /** Whether some nodes learn at several times, each of which is an update of its own. */
    boolean repeatedly() {
        return repeatedly;
    }

    /** The nodes that learn at a time, in order. */
    List<Integer> at(int time) {
        return from.floorEntry(time).getValue();
    }

    /** The earliest time from which on the same nodes learn until this time. */
    int unchangedSince(int time) {
        return from.floorKey(time);
    }

    /** When a node learns first, from a time on. */
    int firstFrom(int node, int time) {
        return first[node] == Known.NEVER || last[node] < time ? Known.NEVER : Math.max(first[node], time);
    }

    /** When a parameter is changed by what was learned at a time. */
    int applied(int parameter, int learned) {
        return repeatedly ? learned : applied[parameter];
    }
}
