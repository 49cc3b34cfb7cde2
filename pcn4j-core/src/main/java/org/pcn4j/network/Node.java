package org.pcn4j.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.tensor.Shape;

/**
 * A node of a network: structure alone. Whether its value is held to data or free is a question that is asked of the network,
 * a {@code Clamping}.
 *
 * @param index its place in the network's order, in which parents come before their children, but for lateral edges
 * @param name unique in the network
 * @param place where it stands in the graph
 * @param predictor the function that predicts its value; roots have none
 * @param energy of its value beside its prediction; a root's is never asked for
 * @param parents the indices of the nodes it is predicted from, in the order of its function's inputs; a node may occur
 *     several times
 * @param lateral which of the parents, by position, are read along lateral or feedback edges: edges that count for no order
 *     and no level, and along which a forward pass reads zeros
 * @param parameters the indices of the network's parameters that its function takes, in the function's order
 * @param buffers the indices of the network's buffers that its function keeps, in the function's order
 * @param shape of its value for one sample
 */
public record Node(
        int index,
        String name,
        Place place,
        Optional<Function> predictor,
        Energy energy,
        List<Integer> parents,
        Set<Integer> lateral,
        List<Integer> parameters,
        List<Integer> buffers,
        Shape shape) {
    /** Copies the lists. */
    public Node {
        parents = List.copyOf(parents);
        lateral = Set.copyOf(lateral);
        parameters = List.copyOf(parameters);
        buffers = List.copyOf(buffers);
    }

    /** Makes sure that a function can read this node's elements as one of its inputs. */
    void requireReadBy(String node, Function function, int input) {
        Elements expected = function.elements(input);
        if (!expected.accepts(elements())) {
            throw new NetworkException("node '" + node + "': " + function + " expects " + expected + " as input "
                    + (input + 1) + ", got " + elements() + " from '" + name + "'");
        }
        if (expected instanceof Elements.Anything && elements() instanceof Elements.Tokens) {
            throw new NetworkException("node '" + node + "': " + function + " would hold tokens of '" + name
                    + "', which only inputs can; chain it with an embedding");
        }
    }

    /** Returns this node with other parents, as many as before. */
    Node withParents(List<Integer> others) {
        return new Node(index, name, place, predictor, energy, others, lateral, parameters, buffers, shape);
    }

    /** Tells whether the node has no parents and no function. */
    public boolean isRoot() {
        return place instanceof Place.Root;
    }

    /** Tells whether the node is a sink. */
    public boolean isOutput() {
        return place instanceof Place.Sink;
    }

    /** Tells whether the node is predicted and predicts others, as delays do. */
    public boolean isInner() {
        return place instanceof Place.Inner || isDelay();
    }

    /** Tells whether levelling put the node in. */
    public boolean isDelay() {
        return place instanceof Place.Delay;
    }

    /** Returns the number in all elements of a constant root, or of a sink's constant target; nothing of other nodes. */
    public OptionalDouble constant() {
        if (place instanceof Place.Root root) {
            return root.constant();
        }
        return place instanceof Place.Sink sink ? sink.constant() : OptionalDouble.empty();
    }

    /** Returns what the elements of the node's value are: tokens of some inputs, numbers everywhere else. */
    public Elements elements() {
        return place instanceof Place.Root root ? root.elements() : new Elements.Numbers();
    }

    /** Returns the parents that come before the node in the network's order: all but those along lateral edges. */
    public List<Integer> orderedParents() {
        return lateral.isEmpty()
                ? parents
                : IntStream.range(0, parents.size())
                        .filter(k -> !lateral.contains(k))
                        .mapToObj(parents::get)
                        .toList();
    }

    /**
     * Returns which parent each use of the node's function reads, by its index, in the order of the uses.
     *
     * @throws IllegalStateException if it is a root
     */
    public List<Integer> uses() {
        return function().uses(parents.size()).stream().map(parents::get).toList();
    }

    /**
     * Returns the function that predicts the node.
     *
     * @throws IllegalStateException if it is a root
     */
    public Function function() {
        return predictor.orElseThrow(
                () -> new IllegalStateException("node '" + name + "' is a root, it has no function"));
    }

    /** Returns what it is in a few words: its function, an output's loss as well, a root's data. */
    public String describe() {
        if (isRoot()) {
            return constant().isPresent() ? "constant " + constant().getAsDouble() : "input of " + elements();
        }
        return isOutput() ? function() + ", " + energy : function().toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
