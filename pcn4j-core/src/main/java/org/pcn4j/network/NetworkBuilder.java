package org.pcn4j.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Loss;
import org.pcn4j.function.ParameterSpec;
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
    private final Map<String, ParameterSpec> parameters = new LinkedHashMap<>();
    private final Map<String, Integer> parameterIndex = new HashMap<>();
    private final Map<String, ParameterSpec> buffers = new LinkedHashMap<>();
    private final Map<String, Integer> bufferIndex = new HashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Map<String, String> ties = new LinkedHashMap<>();
    private final Set<String> tied = new HashSet<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Map<String, Map<String, Shape>> lateral = new LinkedHashMap<>();

    /** The parents of nodes with lateral edges, by the node's index. */
    private final Map<Integer, List<String>> readers = new LinkedHashMap<>();

    /** Stands for a parent that is known when the network is complete. */
    private static final int LATER = -1;

    /** What nodes of the same group share, as indices. */
    private record Group(List<Integer> parameters, List<Integer> buffers, List<String> described) {}

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
        if (!parameterIndex.containsKey(to)) {
            throw new NetworkException(
                    "'" + parameter + "' cannot be tied to '" + to + "': there is none among " + parameters.keySet());
        }
        if (parameterIndex.containsKey(parameter)) {
            throw new NetworkException("'" + parameter + "' cannot be tied to '" + to
                    + "' any more: ties are made before their node is added");
        }
        ties.put(parameter, to);
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
        return predicted(name, group, new Prototype(function, new Place.Inner(), Gaussian.UNIT), parents);
    }

    /**
     * Adds a node with parameters and an energy of its own, such as one of another precision.
     *
     * @throws NetworkException if the name is taken, no parent is named, or the shapes or the precision do not fit
     */
    public NetworkBuilder node(String name, Function function, Gaussian energy, String... parents) {
        requireNewGroup(name);
        return predicted(name, name, new Prototype(function, new Place.Inner(), energy), parents);
    }

    /**
     * Adds an energy ½‖h‖² of what a function makes of its parents: a sink whose target is zero and which nobody supplies.
     * A prediction against the direction of the graph, x ← g(y), is one with h = x − g(y).
     *
     * @throws NetworkException if the name is taken, no parent is named or the shapes do not fit
     */
    public NetworkBuilder sink(String name, Function function, String... parents) {
        requireNewGroup(name);
        Place place = new Place.Sink(OptionalDouble.of(0));
        return predicted(name, name, new Prototype(function, place, Gaussian.UNIT), parents);
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
        lateral.computeIfAbsent(node, unused -> new LinkedHashMap<>()).put(parent, shape);
        return this;
    }

    /**
     * Adds an output: a sink that is clamped to a target while the network learns.
     *
     * @throws NetworkException if the name is taken, no parent is named, the shapes do not fit, or the loss cannot judge
     *     such an output
     */
    public NetworkBuilder output(String name, Function function, Loss loss, String... parents) {
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
        Network network = new Network(connected(), List.copyOf(parameters.values()), List.copyOf(buffers.values()), ties);
        if (nodes.stream().noneMatch(Node::isOutput) && !network.hasLateralEdges()) {
            throw new NetworkException("the network has no output");
        }
        if (parameters.isEmpty()) {
            throw new NetworkException("the network has no parameter: there is nothing to learn");
        }
        for (Node node : nodes) {
            if (network.children(node.index()).isEmpty() && !node.isOutput()) {
                throw new NetworkException("node '" + node.name() + "' reaches no output");
            }
        }
        Set<String> unread = new LinkedHashSet<>(lateral.keySet());
        unread.removeAll(byName.keySet());
        if (!unread.isEmpty()) {
            throw new NetworkException("no node is called " + unread + ", which were to read lateral parents");
        }
        Set<String> unused = new LinkedHashSet<>(ties.keySet());
        unused.removeAll(tied);
        if (!unused.isEmpty()) {
            throw new NetworkException("no node has the parameters " + unused + " that were to be tied");
        }
        return network;
    }

    private NetworkBuilder root(String name, Place.Root place, Shape shape) {
        if (shape.elements() == 0) {
            throw new NetworkException("root '" + name + "' of shape " + shape + " holds nothing");
        }
        Group none = new Group(List.of(), List.of(), List.of());
        add(new Node(
                nodes.size(),
                name,
                place,
                Optional.empty(),
                Gaussian.UNIT,
                List.of(),
                Set.of(),
                none.parameters(),
                none.buffers(),
                shape));
        placeWaiting();
        return this;
    }

    /** A node to be. */
    private record Predicted(String name, Prototype prototype, List<String> parents) {}

    /** What a predicted node is, whoever its parents are. */
    private record Prototype(Function function, Place place, Loss energy) {}

    /** A node that waits for parents which are yet to come. What it shares is settled when it is added. */
    private record Waiting(Predicted node, Group group) {}

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
        waiting.put(name, new Waiting(node, groupOf(name, group, prototype.function())));
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
        return node.parents().stream().allMatch(parent -> byName.containsKey(parent) || isLateral(node, parent));
    }

    private void place(Predicted node, Group group) {
        List<Integer> parents = node.parents().stream()
                .map(parent -> isLateral(node, parent) ? LATER : indexOfParent(node.name(), parent))
                .toList();
        Set<Integer> along = new LinkedHashSet<>();
        for (int k = 0; k < parents.size(); k++) {
            if (isLateral(node, node.parents().get(k))) {
                along.add(k);
            }
        }
        Prototype prototype = node.prototype();
        if (!along.isEmpty()) {
            readers.put(nodes.size(), node.parents());
        }
        add(new Node(
                nodes.size(),
                node.name(),
                prototype.place(),
                Optional.of(prototype.function()),
                prototype.energy(),
                parents,
                along,
                group.parameters(),
                group.buffers(),
                shapeOf(node)));
    }

    private boolean isLateral(Predicted node, String parent) {
        return lateral.getOrDefault(node.name(), Map.of()).containsKey(parent);
    }

    private Shape shapeOfParent(Predicted node, String parent) {
        Shape said = lateral.getOrDefault(node.name(), Map.of()).get(parent);
        return said != null ? said : nodes.get(indexOfParent(node.name(), parent)).shape();
    }

    /** The nodes with the lateral edges drawn, whose beginnings may have come after their ends. */
    private List<Node> connected() {
        List<Node> all = new ArrayList<>(nodes);
        readers.forEach((reader, names) -> {
            Node node = nodes.get(reader);
            List<Integer> parents = new ArrayList<>(node.parents());
            for (int k : node.lateral()) {
                String parent = names.get(k);
                if (!byName.containsKey(parent)) {
                    throw new NetworkException("node '" + node.name() + "': there is no parent '" + parent + "' among "
                            + byName.keySet());
                }
                parents.set(k, indexOfParent(node.name(), parent));
                Shape said = Objects.requireNonNull(
                        Objects.requireNonNull(lateral.get(node.name())).get(parent));
                Shape found = nodes.get(parents.get(k)).shape();
                if (!found.equals(said)) {
                    throw new NetworkException("node '" + node.name() + "': the lateral parent '" + parent
                            + "' was said to be of shape " + said + ", but is of " + found);
                }
            }
            all.set(
                    reader,
                    new Node(
                            node.index(),
                            node.name(),
                            node.place(),
                            node.predictor(),
                            node.energy(),
                            parents,
                            node.lateral(),
                            node.parameters(),
                            node.buffers(),
                            node.shape()));
        });
        return all;
    }

    /** Returns the shape of a node whose parents are there, after making sure that it fits them. */
    private Shape shapeOf(Predicted node) {
        String name = node.name();
        List<Shape> shapes = node.parents().stream()
                .map(parent -> shapeOfParent(node, parent))
                .toList();
        Shape shape;
        try {
            shape = node.prototype().function().shape(shapes);
        } catch (ShapeException e) {
            throw new NetworkException(
                    "node '" + name + "': " + e.getMessage() + " from " + String.join(", ", quoted(node.parents())), e);
        }
        for (int k = 0; k < shapes.size(); k++) {
            if (!isLateral(node, node.parents().get(k))) {
                Node parent = nodes.get(indexOfParent(name, node.parents().get(k)));
                requireElements(name, node.prototype().function(), k, parent);
            }
        }
        requireJudged(node, shape);
        return shape;
    }

    private static void requireJudged(Predicted node, Shape shape) {
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
                if (!byName.containsKey(parent) && !waiting.containsKey(parent) && !isLateral(node, parent)) {
                    throw new NetworkException("node '" + node.name() + "': there is no parent '" + parent + "' among "
                            + Stream.concat(byName.keySet().stream(), waiting.keySet().stream())
                                    .toList());
                }
            }
        }
        if (!waiting.isEmpty()) {
            throw new NetworkException("the nodes " + String.join(" → ", cycle()) + " form a cycle");
        }
    }

    /** A cycle, its first node once more at the end. Every node that waits has a parent that waits too. */
    private List<String> cycle() {
        List<String> path = new ArrayList<>();
        String name = waiting.keySet().iterator().next();
        while (!path.contains(name)) {
            path.add(name);
            name = Objects.requireNonNull(waiting.get(name)).node().parents().stream()
                    .filter(waiting::containsKey)
                    .findFirst()
                    .orElseThrow();
        }
        // Parents were followed: the other way round the arrows point from parent to child.
        List<String> cycle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
        cycle.add(name);
        Collections.reverse(cycle);
        return cycle;
    }

    private static void requireElements(String name, Function function, int input, Node parent) {
        Elements expected = function.elements(input);
        if (!expected.accepts(parent.elements())) {
            throw new NetworkException("node '" + name + "': " + function + " expects " + expected + " as input "
                    + (input + 1) + ", got " + parent.elements() + " from '" + parent.name() + "'");
        }
        if (expected instanceof Elements.Anything && parent.elements() instanceof Elements.Tokens) {
            throw new NetworkException("node '" + name + "': " + function + " would hold tokens of '" + parent.name()
                    + "', which only inputs can; chain it with an embedding");
        }
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
        if (groups.containsKey(name) && !byName.containsKey(name) && !waiting.containsKey(name)) {
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

    private Group groupOf(String node, String group, Function function) {
        List<String> described = Stream.concat(function.parameters().stream(), function.buffers().stream())
                .map(spec -> describe(spec.within(group)))
                .toList();
        Group known = groups.get(group);
        if (known == null) {
            List<Integer> own = function.parameters().stream()
                    .map(spec -> parameter(node, spec.within(group)))
                    .toList();
            List<Integer> kept = function.buffers().stream()
                    .map(spec -> unique(node, spec.within(group), buffers, bufferIndex))
                    .toList();
            Group added = new Group(own, kept, described);
            groups.put(group, added);
            return added;
        }
        if (!known.described().equals(described)) {
            throw new NetworkException("node '" + node + "': the group '" + group + "' shares the parameters "
                    + known.described() + ", got " + described);
        }
        return known;
    }

    private int parameter(String node, ParameterSpec spec) {
        String to = ties.get(spec.name());
        if (to == null) {
            return unique(node, spec, parameters, parameterIndex);
        }
        Shape shape = Objects.requireNonNull(parameters.get(to)).shape();
        if (!shape.equals(spec.shape())) {
            throw new NetworkException("node '" + node + "': '" + spec.name() + "' of shape " + spec.shape()
                    + " cannot be tied to '" + to + "' of shape " + shape);
        }
        tied.add(spec.name());
        return Objects.requireNonNull(parameterIndex.get(to));
    }

    private static int unique(
            String node, ParameterSpec spec, Map<String, ParameterSpec> all, Map<String, Integer> index) {
        if (all.putIfAbsent(spec.name(), spec) != null) {
            throw new NetworkException("node '" + node + "': there is a parameter '" + spec.name() + "' already");
        }
        index.put(spec.name(), index.size());
        return index.size() - 1;
    }

    private static String describe(ParameterSpec spec) {
        return spec.name() + " " + spec.shape();
    }

    private static List<String> quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").toList();
    }
}
