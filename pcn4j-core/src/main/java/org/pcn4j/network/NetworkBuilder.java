package org.pcn4j.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.Shape;

/**
 * Builds a network node by node and checks each as soon as its parents are there, which may be added in any order. The
 * order in which nodes find their parents complete is that of the network; its parameters are in the order in which their
 * nodes were added. Not thread-safe.
 *
 * <p>A node's parameters are named after the node, as in {@code fc1.weight}; nodes of the same <em>group</em> share
 * their parameters, which are then named after the group.
 */
public final class NetworkBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> byName = new LinkedHashMap<>();
    private final Sharing sharing = new Sharing();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final LateralEdges lateral = new LateralEdges();

    NetworkBuilder() {}

    /**
     * Adds a root that is clamped to data.
     *
     * @param shape of one sample
     * @throws NetworkException if the name is taken
     */
    public NetworkBuilder input(String name, Shape shape) {
        return root(name, new Place.Root(new Elements.Numbers(), OptionalDouble.empty()), shape);
    }

    /**
     * Adds a root that is clamped to tokens, int64 from 0 to vocabulary − 1.
     *
     * @param shape of one sample, as [T] for sequences of T tokens
     * @param vocabulary how many tokens there are, at least 1
     * @throws NetworkException if the name is taken, the vocabulary is empty, or a sequence is
     */
    public NetworkBuilder tokens(String name, Shape shape, long vocabulary) {
        if (vocabulary < 1) {
            throw new NetworkException("input '" + name + "' expects a vocabulary of at least 1, not " + vocabulary);
        }
        return root(name, new Place.Root(new Elements.Tokens(vocabulary), OptionalDouble.empty()), shape);
    }

    /**
     * Adds a root with the same number in every element.
     *
     * @param shape of one sample
     * @throws NetworkException if the name is taken
     */
    public NetworkBuilder constant(String name, Shape shape, double number) {
        return root(name, new Place.Root(new Elements.Numbers(), OptionalDouble.of(number)), shape);
    }

    /**
     * Ties a parameter of a node that is yet to be added to one of a node that was added before, whether that has its
     * parents already or not: the two are one, as the input and the output embedding of a language model.
     *
     * @param parameter the full name that the parameter would have, as in {@code out.weight}
     * @param to the full name of the parameter to use instead, as in {@code embedding.weight}
     * @throws NetworkException if there is no such parameter to tie to, or the parameter is there already
     */
    public NetworkBuilder tie(String parameter, String to) {
        sharing.tie(parameter, to);
        return this;
    }

    /**
     * Adds a node with parameters of its own.
     *
     * @throws NetworkException if the name is taken, no parent is named or the shapes do not fit
     */
    public NetworkBuilder node(String name, Function function, String... parents) {
        requireNewGroup(name);
        return sharedNode(name, name, function, parents);
    }

    /**
     * Adds a node that shares its parameters with the nodes of the same group; a node with parameters of its own is a
     * group by its name.
     *
     * @throws NetworkException if the name is taken, no parent is named, the shapes do not fit, or the group's parameters
     *     are not this function's
     */
    public NetworkBuilder sharedNode(String name, String group, Function function, String... parents) {
        return sharedNode(name, group, function, Gaussian.UNIT, parents);
    }

    /** Adds such a node with an energy of its own, as of another precision, or one that is learned, which must fit as well. */
    public NetworkBuilder sharedNode(String name, String group, Function function, Energy energy, String... parents) {
        return predicted(name, group, new Prototype(function, new Place.Inner(), energy), parents);
    }

    /** Adds a node with parameters and an energy of its own, as {@link #sharedNode} adds one of a group. */
    public NetworkBuilder node(String name, Function function, Energy energy, String... parents) {
        requireNewGroup(name);
        return sharedNode(name, name, function, energy, parents);
    }

    /**
     * Adds an energy ½‖h‖² of what a function makes of its parents: a sink whose target is zero and which nobody supplies.
     * A prediction against the direction of the graph, x ← g(y), is one with h = x − g(y).
     *
     * @throws NetworkException if the name is taken, no parent is named or the shapes do not fit
     */
    public NetworkBuilder sink(String name, Function function, String... parents) {
        return sink(name, function, Gaussian.UNIT, parents);
    }

    /** Adds such an energy with a precision, ½ Σ πh². */
    public NetworkBuilder sink(String name, Function function, Gaussian energy, String... parents) {
        requireNewGroup(name);
        return predicted(name, name, new Prototype(function, new Place.Sink(OptionalDouble.of(0)), energy), parents);
    }

    /**
     * Says that a node which is yet to be added reads a parent along a lateral or feedback edge: as the parent's value stands
     * at the time, whether it comes before or after in the order, or is the node itself. Such an edge counts for no level,
     * and a forward pass reads zeros along it.
     *
     * @param shape of the parent, which may be yet to come
     * @throws NetworkException if the node is there already
     */
    public NetworkBuilder lateral(String node, String parent, Shape shape) {
        requireFree(node);
        lateral.add(node, parent, shape);
        return this;
    }

    /**
     * Adds an output: a sink that is clamped to a target while the network learns.
     *
     * @throws NetworkException if the name is taken, no parent is named, the shapes do not fit, or the loss cannot score
     *     such an output
     */
    public NetworkBuilder output(String name, Function function, Energy loss, String... parents) {
        requireNewGroup(name);
        return predicted(name, name, new Prototype(function, new Place.Sink(OptionalDouble.empty()), loss), parents);
    }

    /**
     * Returns the network.
     *
     * @throws NetworkException if a parent is missing, nodes form a cycle that no edge of is lateral, there is no output or
     *     parameter, a node reaches no output, or a tie has found no parameter
     */
    public Network build() {
        requireNobodyWaits();
        Network network =
                new Network(lateral.connected(nodes, byName), sharing.parameters(), sharing.buffers(), sharing.ties());
        if (nodes.stream().noneMatch(Node::isOutput) && !network.hasLateralEdges()) {
            throw new NetworkException("the network has no output");
        }
        if (sharing.parameters().isEmpty()) {
            throw new NetworkException("the network has no parameter: there is nothing to learn");
        }
        for (Node node : nodes) {
            if (network.children(node.index()).isEmpty() && !node.isOutput()) {
                throw new NetworkException("node '" + node.name() + "' reaches no output");
            }
        }
        lateral.requireRead(nodes);
        sharing.requireTiesFound();
        return network;
    }

    private NetworkBuilder root(String name, Place.Root place, Shape shape) {
        if (shape.elements() == 0) {
            throw new NetworkException("root '" + name + "' of shape " + shape + " holds nothing");
        }
        add(new Node(
                nodes.size(),
                name,
                place,
                Optional.empty(),
                Gaussian.UNIT,
                List.of(),
                Set.of(),
                List.of(),
                List.of(),
                shape));
        placeWaiting();
        return this;
    }

    /** A node to be. */
    private record Predicted(String name, Prototype prototype, List<String> parents) {}

    /** A node that waits for parents which are yet to come. What it shares is settled when it is added. */
    private record Waiting(Predicted node, Sharing.Group group) {}

    private NetworkBuilder predicted(String name, String group, Prototype prototype, String... parents) {
        requireFree(name);
        if (parents.length == 0) {
            throw new NetworkException("node '" + name + "' has no parents: name what " + prototype.function()
                    + " reads, or add a root instead, an input or a constant");
        }
        Predicted node = new Predicted(name, prototype, List.of(parents));
        if (hasParents(node)) {
            shapeOf(node); // before its group is noted: a node that is refused leaves nothing behind
        }
        waiting.put(name, new Waiting(node, sharing.group(name, group, prototype.function())));
        placeWaiting();
        return this;
    }

    /** Places the nodes whose parents are all there, in the order in which they were added. */
    private void placeWaiting() {
        boolean placed = true;
        while (placed) {
            Optional<Waiting> next = waiting.values().stream()
                    .filter(candidate -> hasParents(candidate.node()))
                    .findFirst();
            placed = next.isPresent();
            next.ifPresent(found -> {
                waiting.remove(found.node().name());
                place(found.node(), found.group());
            });
        }
    }

    private boolean hasParents(Predicted node) {
        return node.parents().stream()
                .allMatch(parent -> byName.containsKey(parent) || lateral.has(node.name(), parent));
    }

    private void place(Predicted node, Sharing.Group group) {
        List<Integer> parents = node.parents().stream()
                .map(parent ->
                        lateral.has(node.name(), parent) ? LateralEdges.LATER : indexOfParent(node.name(), parent))
                .toList();
        Prototype prototype = node.prototype();
        add(new Node(
                nodes.size(),
                node.name(),
                prototype.place(),
                Optional.of(prototype.function()),
                prototype.energy(),
                parents,
                lateral.positions(nodes.size(), node.name(), node.parents()),
                group.parameters(),
                group.buffers(),
                shapeOf(node)));
    }

    /** Returns the shape of a node whose parents are there, after making sure that it fits them. */
    private Shape shapeOf(Predicted node) {
        String name = node.name();
        List<Shape> shapes = node.parents().stream()
                .map(parent -> lateral.shape(name, parent)
                        .orElseGet(() -> nodes.get(indexOfParent(name, parent)).shape()))
                .toList();
        Shape shape;
        try {
            shape = node.prototype().function().shape(shapes);
        } catch (ShapeException e) {
            throw new NetworkException(
                    "node '" + name + "': " + e.getMessage() + " from " + "'" + String.join("', '", node.parents())
                            + "'",
                    e);
        }
        for (int k = 0; k < shapes.size(); k++) {
            if (!lateral.has(node.name(), node.parents().get(k))) {
                Node parent = nodes.get(indexOfParent(name, node.parents().get(k)));
                parent.requireReadBy(name, node.prototype().function(), k);
            }
        }
        requireScored(node, shape);
        return shape;
    }

    private static void requireScored(Predicted node, Shape shape) {
        Prototype prototype = node.prototype();
        try {
            prototype.energy().requireOutput(shape);
        } catch (ShapeException e) {
            String what = prototype.place() instanceof Place.Sink ? "output '" : "node '";
            throw new NetworkException(what + node.name() + "': " + e.getMessage(), e);
        }
    }

    private void requireNobodyWaits() {
        for (Waiting candidate : waiting.values()) {
            Predicted node = candidate.node();
            for (String parent : node.parents()) {
                if (!byName.containsKey(parent) && !waiting.containsKey(parent) && !lateral.has(node.name(), parent)) {
                    throw new NetworkException("node '" + node.name() + "': there is no parent '" + parent + "' among "
                            + Stream.concat(byName.keySet().stream(), waiting.keySet().stream())
                                    .toList());
                }
            }
        }
        if (!waiting.isEmpty()) {
            throw new NetworkException(
                    "the nodes " + String.join(" → ", Cycle.among(parentsOfWaiting())) + " form a cycle");
        }
    }

    private Map<String, List<String>> parentsOfWaiting() {
        Map<String, List<String>> parents = new LinkedHashMap<>();
        waiting.forEach((name, candidate) -> parents.put(name, candidate.node().parents()));
        return parents;
    }

    private void add(Node node) {
        requireFree(node.name());
        byName.put(node.name(), nodes.size());
        nodes.add(node);
    }

    private void requireFree(String name) {
        if (name.isBlank()) {
            throw new NetworkException("a node's name must not be blank");
        }
        if (byName.containsKey(name) || waiting.containsKey(name)) {
            throw new NetworkException("the name '" + name + "' is used twice");
        }
    }

    private void requireNewGroup(String name) {
        if (sharing.hasGroup(name) && !byName.containsKey(name) && !waiting.containsKey(name)) {
            throw new NetworkException("node '" + name + "': there is a group '" + name
                    + "' already; a node of another name, or a shared one, is wanted");
        }
    }

    private int indexOfParent(String child, String parent) {
        int index = Objects.requireNonNull(byName.get(parent));
        if (nodes.get(index).isOutput()) {
            throw new NetworkException("node '" + child + "': the output '" + parent
                    + "' cannot be a parent; give an identity node the loss instead");
        }
        return index;
    }
}
