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
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Function;
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
        return root(name, new Role.Input(new Elements.Numbers()), shape);
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
        return root(name, new Role.Input(new Elements.Tokens(vocabulary)), shape);
    }

    /**
     * Adds a root with the same number in every element.
     *
     * @param shape of one sample
     * @throws NetworkException if the name is taken
     */
    public NetworkBuilder constant(String name, Shape shape, double number) {
        return root(name, new Role.Constant(number), shape);
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
        return predicted(name, group, function, new Role.Hidden(function), parents);
    }

    /**
     * Adds an output: a sink that is clamped to a target while the network learns.
     *
     * @throws NetworkException if the name is taken, no parent is named, the shapes do not fit, or the loss cannot judge
     *     such an output
     */
    public NetworkBuilder output(String name, Function function, Loss loss, String... parents) {
        requireNewGroup(name);
        return predicted(name, name, function, new Role.Output(function, loss), parents);
    }

    /**
     * Returns the network.
     *
     * @throws NetworkException if a parent is missing, nodes form a cycle, there is no input, output or parameter, a node reaches no output, an output is
     *     reached by no input, or a tie has found no parameter
     */
    public Network build() {
        requireNobodyWaits();
        Network network = new Network(nodes, List.copyOf(parameters.values()), List.copyOf(buffers.values()), ties);
        if (network.inputs().isEmpty()) {
            throw new NetworkException("the network has no input");
        }
        if (network.outputs().isEmpty()) {
            throw new NetworkException("the network has no output");
        }
        if (parameters.isEmpty()) {
            throw new NetworkException("the network has no parameter: there is nothing to learn");
        }
        boolean[] reached = new boolean[nodes.size()];
        for (Node node : nodes) {
            if (network.level(node.index()) == 0 && !node.isOutput()) {
                throw new NetworkException("node '" + node.name() + "' reaches no output");
            }
            reached[node.index()] =
                    node.role() instanceof Role.Input || node.parents().stream().anyMatch(parent -> reached[parent]);
            if (node.isOutput() && !reached[node.index()]) {
                throw new NetworkException("output '" + node.name() + "' is reached by no input");
            }
        }
        Set<String> unused = new LinkedHashSet<>(ties.keySet());
        unused.removeAll(tied);
        if (!unused.isEmpty()) {
            throw new NetworkException("no node has the parameters " + unused + " that were to be tied");
        }
        return network;
    }

    private NetworkBuilder root(String name, Role role, Shape shape) {
        if (shape.elements() == 0) {
            throw new NetworkException("root '" + name + "' of shape " + shape + " holds nothing");
        }
        add(name, role, List.of(), new Group(List.of(), List.of(), List.of()), shape);
        placeWaiting();
        return this;
    }

    /** A node to be. */
    private record Predicted(String name, Function function, Role role, List<String> parents) {}

    /** A node that waits for parents which are yet to come. What it shares is settled when it is added. */
    private record Waiting(Predicted node, Group group) {}

    private NetworkBuilder predicted(String name, String group, Function function, Role role, String... parents) {
        requireFree(name);
        if (parents.length == 0) {
            throw new NetworkException("node '" + name + "' has no parents: name what " + function
                    + " reads, or add a root instead, an input or a constant");
        }
        Predicted node = new Predicted(name, function, role, List.of(parents));
        if (hasParents(node)) {
            shapeOf(node); // before its group is noted: a node that is refused leaves nothing behind
        }
        waiting.put(name, new Waiting(node, groupOf(name, group, function)));
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
        return byName.keySet().containsAll(node.parents());
    }

    private void place(Predicted node, Group group) {
        Shape shape = shapeOf(node);
        add(node.name(), node.role(), indices(node), group, shape);
    }

    private List<Integer> indices(Predicted node) {
        return node.parents().stream()
                .map(parent -> indexOfParent(node.name(), parent))
                .toList();
    }

    /** Returns the shape of a node whose parents are there, after making sure that it fits them. */
    private Shape shapeOf(Predicted node) {
        String name = node.name();
        List<Integer> indices = indices(node);
        List<Shape> shapes =
                indices.stream().map(index -> nodes.get(index).shape()).toList();
        Shape shape;
        try {
            shape = node.function().shape(shapes);
        } catch (ShapeException e) {
            throw new NetworkException(
                    "node '" + name + "': " + e.getMessage() + " from " + String.join(", ", quoted(node.parents())), e);
        }
        for (int k = 0; k < indices.size(); k++) {
            requireElements(name, node.function(), k, nodes.get(indices.get(k)));
        }
        if (node.role() instanceof Role.Output output) {
            requireJudged(name, output.loss(), shape);
        }
        return shape;
    }

    private static void requireJudged(String output, Loss loss, Shape shape) {
        try {
            loss.requireOutput(shape);
        } catch (ShapeException e) {
            throw new NetworkException("output '" + output + "': " + e.getMessage(), e);
        }
    }

    private void requireNobodyWaits() {
        for (Waiting candidate : waiting.values()) {
            Predicted node = candidate.node();
            for (String parent : node.parents()) {
                if (!byName.containsKey(parent) && !waiting.containsKey(parent)) {
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

    private void add(String name, Role role, List<Integer> parents, Group group, Shape shape) {
        requireFree(name);
        byName.put(name, nodes.size());
        nodes.add(new Node(nodes.size(), name, role, parents, group.parameters(), group.buffers(), shape));
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
