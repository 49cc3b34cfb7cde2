package org.pcn4j.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Prediction;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * A directed graph of nodes, in an order in which parents come before their children. It has no cycles but those that run
 * along lateral edges. Immutable and thread-safe; it holds no numbers, only shapes. Made by {@link NetworkBuilder}.
 */
public final class Network {
    private final List<Node> nodes;
    private final List<ParameterSpec> parameters;
    private final List<ParameterSpec> buffers;
    private final Map<String, String> ties;
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final List<List<Integer>> children;
    private final int[] levels;
    private final int[] distances;

    Network(List<Node> nodes, List<ParameterSpec> parameters, List<ParameterSpec> buffers, Map<String, String> ties) {
        this.nodes = List.copyOf(nodes);
        this.parameters = List.copyOf(parameters);
        this.buffers = List.copyOf(buffers);
        this.ties = Map.copyOf(ties);
        this.inputs = nodes.stream()
                .filter(node -> node.isRoot() && node.constant().isEmpty())
                .toList();
        this.outputs = nodes.stream()
                .filter(node -> node.isOutput() && node.constant().isEmpty())
                .toList();
        this.children = children(nodes);
        this.levels = levels(nodes);
        this.distances = distances(nodes);
    }

    /** Returns a new, empty builder. */
    public static NetworkBuilder builder() {
        return new NetworkBuilder();
    }

    /** Returns the nodes, parents before children: the order in which they were created. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns the node with this index. */
    public Node node(int index) {
        return nodes.get(index);
    }

    /**
     * Returns the node with this name.
     *
     * @throws NetworkException if there is none
     */
    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NetworkException("the network has no node '" + name + "', expected one of "
                        + nodes.stream().map(Node::name).toList()));
    }

    /** Returns the roots that take data, in order: all but constant ones. */
    public List<Node> inputs() {
        return inputs;
    }

    /** Returns the sinks that take targets, in order: all but those whose target is constant. */
    public List<Node> outputs() {
        return outputs;
    }

    /** Tells whether there are lateral or feedback edges, so that levels do not say when an error arrives. */
    public boolean hasLateralEdges() {
        return nodes.stream().anyMatch(node -> !node.lateral().isEmpty());
    }

    /** Returns what the parameters are; each stands once, however many nodes share it. */
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    /** Tells whether all functions treat the samples of a batch apart. */
    public boolean isSamplewise() {
        return nodes.stream().allMatch(node -> node.isRoot() || node.function().isSamplewise());
    }

    /** Tells whether there are convolutions among the functions. */
    public boolean convolves() {
        return nodes.stream().anyMatch(node -> !node.isRoot() && node.function().convolves());
    }

    /** Tells whether all functions pull derivatives back, so that inference descends the energy. */
    public boolean pullsBackDerivatives() {
        return nodes.stream().allMatch(node -> node.isRoot() || node.function().pullsBackDerivatives());
    }

    /** Returns what the buffers are, which no rule learns: running statistics, and matrices that are fixed. */
    public List<ParameterSpec> buffers() {
        return buffers;
    }

    /**
     * Returns which parameters have other names as well, since they are tied: by the name that a parameter would have had by
     * itself, as in {@code out.weight}, that of the parameter which is used instead, as in {@code embedding.weight}.
     */
    public Map<String, String> ties() {
        return ties;
    }

    /** Returns the number of numbers in all parameters. */
    public long parameterCount() {
        return parameters.stream().mapToLong(spec -> spec.shape().elements()).sum();
    }

    /** Returns the indices of the nodes that are predicted from this one, each once, in order. */
    public List<Integer> children(int node) {
        return children.get(node);
    }

    /**
     * Returns a node's level: the length of the longest path from it to an output. Outputs have level 0; under Z-IL a
     * node's parameters learn at the inference step of its level.
     */
    public int level(int node) {
        return levels[node];
    }

    /**
     * Returns a node's distance: the length of the shortest path from it to an output. Z-IL without levelling learns at
     * the inference step of the distance.
     */
    public int distance(int node) {
        return distances[node];
    }

    /** Returns the highest level of a node with a function: the inference steps that Z-IL takes. */
    public int depth() {
        return nodes.stream()
                .filter(node -> !node.isRoot())
                .mapToInt(node -> levels[node.index()])
                .max()
                .orElse(0);
    }

    /** Draws the first numbers of all parameters; the same seed gives the same. The caller closes them. */
    public Parameters initialize(Seed seed, DType dtype) {
        return initialize(seed, dtype, node -> true);
    }

    /**
     * Draws the first numbers of some nodes' parameters and buffers, those that {@link #initialize(Seed, DType)} draws. Of all others
     * there are zeros that take no memory and cannot be changed. The caller closes them.
     *
     * @param owned which nodes
     */
    public Parameters initialize(Seed seed, DType dtype, Predicate<Node> owned) {
        Set<Integer> kept = new HashSet<>();
        Set<Integer> keptBuffers = new HashSet<>();
        nodes.stream().filter(owned).forEach(node -> {
            kept.addAll(node.parameters());
            keptBuffers.addAll(node.buffers());
        });
        return new Parameters(
                parameters, drawn(parameters, kept, seed, dtype), buffers, drawn(buffers, keptBuffers, seed, dtype));
    }

    private static List<Tensor> drawn(List<ParameterSpec> specs, Set<Integer> kept, Seed seed, DType dtype) {
        List<Tensor> drawn = new ArrayList<>(specs.size());
        for (int i = 0; i < specs.size(); i++) {
            ParameterSpec spec = specs.get(i);
            drawn.add(kept.contains(i) ? drawn(spec, seed, dtype) : nowhere(spec.shape(), dtype));
        }
        return drawn;
    }

    private static Tensor drawn(ParameterSpec spec, Seed seed, DType dtype) {
        return spec.initializer()
                .draw(seed.derive(spec.name()), dtype, spec.shape())
                .keep();
    }

    private static Tensor nowhere(Shape shape, DType dtype) {
        try (Tensor zero = Tensor.full(dtype, Shape.of(), 0)) {
            return ShapeKernels.expanded(zero, shape).keep();
        }
    }

    /**
     * Predicts every node from its parents, starting from the inputs: the plain forward pass. Along lateral edges it reads
     * zeros.
     *
     * @param theta one tensor a parameter, in order; borrowed
     * @param inputs one tensor an input, in order, each [B, …]; borrowed. Without any, B is 1
     * @param passes whether the network learns or is evaluated; borrowed
     * @return the predictions of the nodes, in order; a root's holds its value alone. The caller closes them
     */
    public List<Prediction> forward(List<Tensor> theta, List<Tensor> inputs, Passes passes) {
        List<Prediction> predictions = new ArrayList<>(nodes.size());
        int next = 0;
        long batch = inputs.isEmpty() ? 1 : inputs.get(0).size(0);
        for (Node node : nodes) {
            Prediction prediction;
            if (node.isRoot() && node.constant().isEmpty()) {
                prediction =
                        Prediction.of(List.of(), List.of(), inputs.get(next++).share());
            } else if (node.isRoot()) {
                prediction = Prediction.of(List.of(), List.of(), constant(node, batch, theta.get(0)));
            } else {
                List<Tensor> values = new ArrayList<>(node.parents().size());
                for (int k = 0; k < node.parents().size(); k++) {
                    Node parent = nodes.get(node.parents().get(k));
                    values.add(
                            node.lateral().contains(k)
                                    ? filled(parent, 0, batch, theta.get(0))
                                    : predictions.get(parent.index()).value());
                }
                List<Tensor> own = new ArrayList<>(node.parameters().size());
                node.parameters().forEach(parameter -> own.add(theta.get(parameter)));
                prediction = node.function().predict(values, own, passes.of(node));
            }
            predictions.add(prediction);
        }
        return predictions;
    }

    /**
     * Returns what a constant root's value, or a sink's constant target, is for a batch: a new tensor of the element type and
     * on the device of another.
     *
     * @throws IllegalArgumentException if the node is not constant
     */
    public static Tensor constant(Node node, long batch, Tensor like) {
        double number = node.constant()
                .orElseThrow(() -> new IllegalArgumentException("node '" + node.name() + "' is not constant"));
        return filled(node, number, batch, like);
    }

    private static Tensor filled(Node node, double number, long batch, Tensor like) {
        try (Tensor value = Tensor.full(like.dtype(), node.shape().batched(batch), number)) {
            return value.to(like.device());
        }
    }

    /**
     * Returns this network with every edge that skips levels delayed by identity nodes, so that all paths from a node to
     * the outputs are equally long (Salvatori et al. 2022, arXiv 2103.04689, section 3; the number of delays on an edge
     * is level(parent) − level(child) − 1). Edges from roots need no delay: no error travels along them.
     *
     * @throws NetworkException if there are lateral edges
     */
    public Network levelled() {
        if (hasLateralEdges()) {
            throw new NetworkException("a network with lateral edges has no levels");
        }
        List<Node> levelled = Delayed.nodes(this);
        return levelled.size() == nodes.size() ? this : new Network(levelled, parameters, buffers, ties);
    }

    /** Returns how many identity nodes levelling puts into the edges from a node to a child. */
    public int delays(int parent, int child) {
        return nodes.get(parent).isRoot() ? 0 : levels[parent] - levels[child] - 1;
    }

    private static List<List<Integer>> children(List<Node> nodes) {
        List<List<Integer>> children = new ArrayList<>();
        nodes.forEach(node -> children.add(new ArrayList<>()));
        for (Node node : nodes) {
            node.parents().stream()
                    .distinct()
                    .forEach(parent -> children.get(parent).add(node.index()));
        }
        return children.stream().map(List::copyOf).toList();
    }

    private static int[] levels(List<Node> nodes) {
        int[] levels = new int[nodes.size()];
        for (int i = nodes.size() - 1; i >= 0; i--) {
            int above = levels[i] + 1;
            nodes.get(i).orderedParents().forEach(parent -> levels[parent] = Math.max(levels[parent], above));
        }
        return levels;
    }

    private static int[] distances(List<Node> nodes) {
        int[] distances = new int[nodes.size()];
        for (int i = nodes.size() - 1; i >= 0; i--) {
            distances[i] = nodes.get(i).isOutput() ? 0 : Integer.MAX_VALUE;
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            // What reaches no output, as an inner node with lateral children alone, stays as far away as can be.
            int above = distances[i] == Integer.MAX_VALUE ? distances[i] : distances[i] + 1;
            nodes.get(i).orderedParents().forEach(parent -> distances[parent] = Math.min(distances[parent], above));
        }
        return distances;
    }

    /** Returns a table: node, level, function (an output's loss and a root's data as well), parents, shape, parameters. */
    @Override
    public String toString() {
        return NetworkTable.of(this);
    }
}
