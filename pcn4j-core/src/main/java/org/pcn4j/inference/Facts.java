package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.pcn4j.inference.Schedule.Predictions;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * When, symbolically, a node's error can first differ from zero, its value from that of the forward pass, and its
 * prediction from that of the forward pass. These times follow from each other along the edges, at a distance of no or
 * one step, so a shortest-path search finds them: linear in the edges, but for the queue.
 */
final class Facts {
    /** A time that never comes. */
    static final int NEVER = Integer.MAX_VALUE;

    private enum Kind {
        ERROR,
        VALUE,
        PREDICTION
    }

    private record Event(int time, Kind kind, int node) {}

    private final Network network;
    private final int end;
    private final boolean live;
    private final LearningTimes learning;
    private final ZeroUpdates zeroUpdates;
    private final Delays delays;
    private final List<List<Integer>> users;
    private final int[] errors;
    private final int[] values;
    private final int[] predictions;
    private final int[] feedback;
    private final PriorityQueue<Event> queue = new PriorityQueue<>(Comparator.comparingInt(Event::time));

    /**
     * Finds the times.
     *
     * @param end T; what would happen later does not happen
     */
    Facts(Network network, Schedule schedule, LearningTimes learning, ZeroUpdates zeroUpdates, Delays delays, int end) {
        this.network = network;
        this.end = end;
        this.live = schedule.predictions() == Predictions.LIVE;
        this.learning = learning;
        this.zeroUpdates = zeroUpdates;
        this.delays = delays;
        this.users = users(network);
        this.errors = never();
        this.values = never();
        this.predictions = never();
        begin(schedule);
        propagate();
        this.feedback = never();
        for (Node node : network.nodes()) {
            for (int child : network.children(node.index())) {
                if (errors[child] != NEVER) {
                    int arrives = errors[child] + delays.between(network, node.index(), child);
                    feedback[node.index()] = Math.min(feedback[node.index()], arrives);
                }
            }
        }
    }

    /** The first time at which a child's error may arrive as feedback, to move the node in the next. */
    int feedback(int node) {
        return feedback[node];
    }

    /** The first time at which the prediction may differ from the forward pass's. */
    int prediction(int node) {
        return predictions[node];
    }

    /** The last time at which any of these facts changes; from the next one on all steps are alike. */
    int lastChange() {
        int last = 0;
        for (int[] times : List.of(errors, values, predictions)) {
            for (int time : times) {
                last = time == NEVER ? last : Math.max(last, time);
            }
        }
        return last;
    }

    private void begin(Schedule schedule) {
        for (Node node : network.nodes()) {
            if (node.isOutput()) {
                happens(Kind.ERROR, node.index(), 0);
            } else if (isNoisy(node, schedule)) {
                happens(Kind.ERROR, node.index(), 0);
                happens(Kind.VALUE, node.index(), 0);
            }
            if (zeroUpdates == ZeroUpdates.APPLY) {
                learns(node, 0);
            }
        }
    }

    /** Tells whether a node's value begins with noise. Delays do not: they are no part of the user's network. */
    static boolean isNoisy(Node node, Schedule schedule) {
        return schedule.initialNoise() > 0 && node.isInner() && !node.isDelay();
    }

    private void propagate() {
        while (!queue.isEmpty()) {
            Event event = queue.remove();
            if (event.time() > times(event.kind())[event.node()]) {
                continue;
            }
            Node node = network.node(event.node());
            switch (event.kind()) {
                case ERROR -> {
                    moves(node, event.time() + 1);
                    for (int parent : node.parents()) {
                        if (network.node(parent).isInner()) {
                            int delay = delays.between(network, parent, node.index());
                            happens(Kind.ERROR, parent, event.time() + 1 + delay);
                            moves(network.node(parent), event.time() + 1 + delay);
                            if (delay > 0) {
                                // The delay next to the child moves at once.
                                predictionMoves(node.index(), event.time() + 1);
                            }
                        }
                    }
                    learns(node, event.time());
                }
                case VALUE ->
                    network.children(node.index())
                            .forEach(child -> predictionMoves(
                                    child, event.time() + delays.between(network, node.index(), child)));
                case PREDICTION -> happens(Kind.ERROR, node.index(), event.time());
            }
        }
    }

    private void moves(Node node, int time) {
        if (node.isInner()) {
            happens(Kind.VALUE, node.index(), time);
        }
    }

    private void learns(Node node, int from) {
        int time = learning.firstFrom(node.index(), from);
        if (time == NEVER) {
            return;
        }
        for (int parameter : node.parameters()) {
            int changed = learning.applied(parameter, time) + 1;
            users.get(parameter).forEach(user -> predictionMoves(user, changed));
        }
    }

    private void predictionMoves(int node, int time) {
        if (live) {
            happens(Kind.PREDICTION, node, time);
        }
    }

    private void happens(Kind kind, int node, int time) {
        int[] times = times(kind);
        if (time <= end && time < times[node]) {
            times[node] = time;
            queue.add(new Event(time, kind, node));
        }
    }

    private int[] times(Kind kind) {
        return switch (kind) {
            case ERROR -> errors;
            case VALUE -> values;
            case PREDICTION -> predictions;
        };
    }

    private int[] never() {
        int[] times = new int[network.nodes().size()];
        Arrays.fill(times, NEVER);
        return times;
    }

    private static List<List<Integer>> users(Network network) {
        List<List<Integer>> users = new ArrayList<>();
        network.parameters().forEach(parameter -> users.add(new ArrayList<>()));
        for (Node node : network.nodes()) {
            node.parameters().forEach(parameter -> users.get(parameter).add(node.index()));
        }
        return users;
    }
}
