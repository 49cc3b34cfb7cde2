package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.inference.Schedule.Learning;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/** Which nodes learn when, and when their parameters are changed by it: once, after the last contribution. */
final class LearningTimes {
    private final boolean everyStep;
    private final int end;
    private final List<Integer> learners = new ArrayList<>();
    private final Map<Integer, List<Integer>> byTime = new TreeMap<>();
    private final int[] byNode;
    private final int[] applied;

    LearningTimes(Network network, Learning learning, int end) {
        this.everyStep = learning instanceof Learning.AtEveryStep;
        this.end = end;
        this.byNode = new int[network.nodes().size()];
        this.applied = new int[network.parameters().size()];
        Arrays.fill(byNode, Facts.NEVER);
        Arrays.fill(applied, Facts.NEVER);
        for (Node node : network.nodes()) {
            int time = everyStep ? 0 : single(learning, network, node.index());
            if (node.parameters().isEmpty() || time > end) {
                continue;
            }
            learners.add(node.index());
            byNode[node.index()] = time;
            byTime.computeIfAbsent(time, unused -> new ArrayList<>()).add(node.index());
            for (int parameter : node.parameters()) {
                applied[parameter] = applied[parameter] == Facts.NEVER ? time : Math.max(applied[parameter], time);
            }
        }
    }

    private int single(Learning learning, Network network, int node) {
        if (learning instanceof Learning.AtLevel) {
            return network.level(node);
        } else if (learning instanceof Learning.AtDistance) {
            return network.distance(node);
        } else if (learning instanceof Learning.At at) {
            return at.time();
        }
        return end;
    }

    boolean everyStep() {
        return everyStep;
    }

    /** The nodes that learn at a time, in order. */
    List<Integer> at(int time) {
        return everyStep ? learners : byTime.getOrDefault(time, List.of());
    }

    /** When a node learns first, from a time on. */
    int firstFrom(int node, int time) {
        if (byNode[node] == Facts.NEVER) {
            return Facts.NEVER;
        } else if (everyStep) {
            return time <= end ? time : Facts.NEVER;
        }
        return byNode[node] >= time ? byNode[node] : Facts.NEVER;
    }

    /** When a parameter is changed by what was learned at a time. */
    int applied(int parameter, int learned) {
        return everyStep ? learned : applied[parameter];
    }
}
