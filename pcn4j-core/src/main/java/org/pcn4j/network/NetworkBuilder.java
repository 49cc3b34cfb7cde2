package org.pcn4j.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.function.Function;
import org.pcn4j.function.Loss;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.Shape;

/**
 * Builds a network node by node, parents first, and checks each as it comes. Not thread-safe.
 *
 * <p>A node's parameters are named after the node, as in {@code fc1.weight}; nodes of the same <em>group</em> share
 * their parameters, which are then named after the group.
 */
public final class NetworkBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> byName = new LinkedHashMap<>();
    private final List<ParameterSpec> parameters = new ArrayList<>();
    private final Map<String, List<Integer>> groups = new LinkedHashMap<>();

    NetworkBuilder() {}

    /**
     * Adds a root that is clamped to data.
     *
     * @param shape of one sample
     * @throws NetworkException if the name is taken
     */
    public NetworkBuilder input(String name, Shape shape) {
        return add(name, new Role.Input(), List.of(), List.of(), shape);
    }

    /**
     * Adds a root with the same number in every element.
     *
     * @param shape of one sample
     * @throws NetworkException if the name is taken
     */
    public NetworkBuilder constant(String name, Shape shape, double number) {
        return add(name, new Role.Constant(number), List.of(), List.of(), shape);
    }

    /**
     * Adds a node with parameters of its own.
     *
     * @throws NetworkException if the name is taken, a parent is unknown, or the shapes do not fit
     */
    public NetworkBuilder node(String name, Function function, String... parents) {
        requireNewGroup(name);
        return sharedNode(name, name, function, parents);
    }

    /**
     * Adds a node that shares its parameters with the nodes of the same group; a node with parameters of its own is a
     * group by its name.
     *
     * @throws NetworkException if the name is taken, a parent is unknown, the shapes do not fit, or the group's
     *     parameters are not this function's
     */
    public NetworkBuilder sharedNode(String name, String group, Function function, String... parents) {
        return predicted(name, group, function, new Role.Hidden(function), parents);
    }

    /**
     * Adds an output: a sink that is clamped to a target while the network learns.
     *
     * @throws NetworkException if the name is taken, a parent is unknown, or the shapes do not fit
     */
    public NetworkBuilder output(String name, Function function, Loss loss, String... parents) {
        requireNewGroup(name);
        return predicted(name, name, function, new Role.Output(function, loss), parents);
    }

    /**
     * Returns the network.
     *
     * @throws NetworkException if there is no input or no output, or a node reaches no output
     */
    public Network build() {
        Network network = new Network(nodes, parameters);
        if (network.inputs().isEmpty()) {
            throw new NetworkException("the network has no input");
        }
        if (network.outputs().isEmpty()) {
            throw new NetworkException("the network has no output");
        }
        for (Node node : nodes) {
            if (network.level(node.index()) == 0 && !node.isOutput()) {
                throw new NetworkException("node '" + node.name() + "' reaches no output");
            }
        }
        return network;
    }

    private NetworkBuilder predicted(String name, String group, Function function, Role role, String... parents) {
        requireFree(name);
        List<Integer> indices = Arrays.stream(parents)
                .map(parent -> indexOfParent(name, parent))
                .toList();
        List<Shape> shapes =
                indices.stream().map(index -> nodes.get(index).shape()).toList();
        Shape shape;
        try {
            shape = function.shape(shapes);
        } catch (ShapeException e) {
            throw new NetworkException(
                    "node '" + name + "': " + e.getMessage() + " from " + String.join(", ", quoted(parents)), e);
        }
        return add(name, role, indices, parametersOf(name, group, function), shape);
    }

    private NetworkBuilder add(
            String name, Role role, List<Integer> parents, List<Integer> ownParameters, Shape shape) {
        requireFree(name);
        byName.put(name, nodes.size());
        nodes.add(new Node(nodes.size(), name, role, parents, ownParameters, shape));
        return this;
    }

    private void requireFree(String name) {
        if (name.isBlank()) {
            throw new NetworkException("a node's name must not be blank");
        }
        if (byName.containsKey(name)) {
            throw new NetworkException("the name '" + name + "' is used twice");
        }
    }

    private void requireNewGroup(String name) {
        if (groups.containsKey(name) && !byName.containsKey(name)) {
            throw new NetworkException("node '" + name + "': there is a group '" + name
                    + "' already; a node of another name, or a shared one, is wanted");
        }
    }

    private int indexOfParent(String child, String parent) {
        Integer index = byName.get(parent);
        if (index == null) {
            throw new NetworkException("node '" + child + "': there is no parent '" + parent + "' among "
                    + byName.keySet() + "; parents are added before their children");
        }
        if (nodes.get(index).isOutput()) {
            throw new NetworkException("node '" + child + "': the output '" + parent
                    + "' cannot be a parent; give an identity node the loss instead");
        }
        return index;
    }

    private List<Integer> parametersOf(String node, String group, Function function) {
        List<Integer> known = groups.get(group);
        if (known == null) {
            List<Integer> added = new ArrayList<>();
            for (ParameterSpec spec : function.parameters()) {
                ParameterSpec named = spec.within(group);
                if (parameters.stream().anyMatch(other -> other.name().equals(named.name()))) {
                    throw new NetworkException(
                            "node '" + node + "': there is a parameter '" + named.name() + "' already");
                }
                added.add(parameters.size());
                parameters.add(named);
            }
            groups.put(group, added);
            return added;
        }
        List<String> expected =
                known.stream().map(index -> describe(parameters.get(index))).toList();
        List<String> found = function.parameters().stream()
                .map(spec -> describe(spec.within(group)))
                .toList();
        if (!expected.equals(found)) {
            throw new NetworkException("node '" + node + "': the group '" + group + "' shares the parameters "
                    + expected + ", got " + found);
        }
        return known;
    }

    private static String describe(ParameterSpec spec) {
        return spec.name() + " " + spec.shape();
    }

    private static List<String> quoted(String... names) {
        return Arrays.stream(names).map(name -> "'" + name + "'").toList();
    }
}
