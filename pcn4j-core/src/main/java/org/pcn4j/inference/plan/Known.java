package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * What is known without computing: when, symbolically, a node's error can first differ from zero, its value from that of the forward pass, and its
 * prediction from that of the forward pass. These times follow from each other along the edges, at a distance of no or
 * one step, so a shortest-path search finds them: linear in the edges, but for the queue.
 */
final class Known {
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
    private final Question question;
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

    /** Finds the times; what would happen after T does not happen. */
    Known(Question question, LearningTimes learning, ZeroUpdates zeroUpdates, Delays delays) {
        this.question = question;
        this.network = question.network();
        this.end = question.end();
        this.live = question.live();
        this.learning = learning;
        this.zeroUpdates = zeroUpdates;
        this.delays = delays;
        this.users = users(network);
        this.errors = never();
        this.values = never();
        this.predictions = never();
        this.feedback = question.sweeps() ? throughTheGraph() : never();
        begin();
        propagate();
        for (Node node : network.nodes()) {
            for (int child : network.children(node.index())) {
                int heard = question.sweeps() ? NEVER : heard(child);
                if (heard != NEVER) {
                    int arrives = heard + delays.between(network, node.index(), child);
                    feedback[node.index()] = Math.min(feedback[node.index()], arrives);
                }
            }
        }
    }

    /** At once, of all that anything with an error of its own from the beginning follows from. */
    private int[] throughTheGraph() {
        int[] arrives = never();
        for (int i = network.nodes().size() - 1; i >= 0; i--) {
            boolean heard = question.moves(i) ? arrives[i] == 0 : question.hasError(i);
            if (heard) {
                network.node(i).parents().forEach(parent -> arrives[parent] = 0);
            }
        }
        return arrives;
    }

    /** The first time at which others hear of a node's error. */
    private int heard(int node) {
        return errors[node] == NEVER ? NEVER : question.countedFrom(node, errors[node]);
    }

    /** The first time at which a child's error may arrive as feedback, to move the node in the next. */
    int feedback(int node) {
        return feedback[node];
    }

    /** The first time at which the prediction may differ from the forward pass's. */
    int prediction(int node) {
        return predictions[node];
    }

    /** The first time at which the value may differ from the forward pass's; of a free root, from what it begins at. */
    int value(int node) {
        return values[node];
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

    private void begin() {
        for (Node node : network.nodes()) {
            int i = node.index();
            if (question.hasError(i) && !question.moves(i)) {
                happens(Kind.ERROR, i, 0);
            } else if (question.hasError(i) && (question.beginsWithError(i) || question.beginsElsewhere(i))) {
                happens(Kind.ERROR, i, 0);
                // Of what is held in part the forward pass reads what it begins at.
                happens(Kind.VALUE, i, question.isMasked(i) ? 1 : 0);
            }
            boolean carriesOn = question.remembers() && question.schedule().start() instanceof Start.Carried;
            if (question.moves(i)
                    && (carriesOn || question.schedule().relaxation().draws())) {
                happens(Kind.VALUE, i, 1);
                if (question.hasError(i)) {
                    happens(Kind.ERROR, i, 1);
                }
            }
            if (question.sweeps() && feedback[i] == 0) {
                moves(i, 1);
                if (question.hasError(i)) {
                    happens(Kind.ERROR, i, 1);
                }
            }
            if (!node.lateral().isEmpty()) {
                // The forward pass read zeros in place of these parents' values.
                predictionMoves(i, 0);
            }
            if (zeroUpdates == ZeroUpdates.APPLY) {
                learns(node, 0);
            }
        }
    }

    private void propagate() {
        while (!queue.isEmpty()) {
            Event event = queue.remove();
            if (event.time() > times(event.kind())[event.node()]) {
                continue;
            }
            Node node = network.node(event.node());
            switch (event.kind()) {
                case ERROR -> hears(node, question.countedFrom(event.node(), event.time()));
                case VALUE ->
                    network.children(node.index())
                            .forEach(child -> predictionMoves(
                                    child, event.time() + delays.between(network, node.index(), child)));
                case PREDICTION -> {
                    if (question.sweeps() && question.moves(node.index())) {
                        // Its error stands, and its value follows the prediction.
                        moves(node.index(), event.time());
                    } else {
                        happens(Kind.ERROR, node.index(), event.time());
                    }
                }
            }
        }
    }

    /** An error moves its node and the node's parents, and parameters learn from it, from the time on at which it is heard. */
    private void hears(Node node, int time) {
        if (time == NEVER) {
            return;
        }
        moves(node.index(), time + 1);
        for (int parent : node.parents()) {
            if (question.moves(parent)) {
                int delay = delays.between(network, parent, node.index());
                if (question.hasError(parent)) {
                    happens(Kind.ERROR, parent, time + 1 + delay);
                }
                moves(parent, time + 1 + delay);
                if (delay > 0) {
                    // The delay next to the child moves at once.
                    predictionMoves(node.index(), time + 1);
                }
            }
        }
        learns(node, time);
    }

    private void moves(int node, int time) {
        if (question.moves(node)) {
            happens(Kind.VALUE, node, time);
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
