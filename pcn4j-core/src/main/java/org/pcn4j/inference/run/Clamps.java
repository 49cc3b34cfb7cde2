package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;

/**
 * What nodes are clamped to for a batch: by the node's name a tensor, and for one that is held element by element a mask.
 * Immutable. Owns no tensors: whoever made them closes them, after what uses them has returned.
 */
public final class Clamps {
    private static final Energy LABELED = new CrossEntropy();
    private static final Clamps NONE = new Clamps(new LinkedHashMap<>(), Map.of());

    private final Map<String, Tensor> values;
    private final Map<String, Tensor> masks;

    private Clamps(Map<String, Tensor> values, Map<String, Tensor> masks) {
        this.values = values;
        this.masks = Map.copyOf(masks);
    }

    /** Clamps nothing, to begin with. */
    public static Clamps none() {
        return NONE;
    }

    /**
     * Clamps the ends of a network.
     *
     * @param inputs one tensor an input, in the network's order, each [B, …]; borrowed
     * @param targets one tensor an output, in the network's order, as its loss expects; borrowed
     * @throws ShapeException if there are more or fewer than that
     */
    public static Clamps of(Network network, List<Tensor> inputs, List<Tensor> targets) {
        requireCount("input", network.inputs().size(), inputs.size());
        requireCount("target", network.outputs().size(), targets.size());
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            values.put(network.inputs().get(i).name(), inputs.get(i));
        }
        for (int i = 0; i < targets.size(); i++) {
            values.put(network.outputs().get(i).name(), targets.get(i));
        }
        return new Clamps(values, Map.of());
    }

    /**
     * Clamps the ends of a network with one input and one output.
     *
     * @throws ShapeException if it has more
     */
    public static Clamps of(Network network, Tensor input, Tensor target) {
        return of(network, List.of(input), List.of(target));
    }

    /**
     * Clamps the ends of a network with one input and one output to samples: class labels become targets of its energy.
     *
     * @param targets labels, int64, or what the output's energy expects; borrowed
     * @param dtype of the network's parameters
     * @return the samples' own tensors, and targets that the caller closes or leaves to its scope
     * @throws ShapeException if it has more
     */
    public static Clamps ofSamples(Network network, Tensor input, Tensor targets, DType dtype) {
        Node output = network.outputs().get(0);
        return of(
                network,
                input,
                targets.dtype() == DType.INT64 ? output.energy().targets(targets, output.shape(), dtype) : targets);
    }

    /**
     * Returns these clamps and one more.
     *
     * @param value [B, …], as an output's loss expects or in the shape of the node; borrowed
     */
    public Clamps with(String node, Tensor value) {
        Map<String, Tensor> more = new LinkedHashMap<>(values);
        more.put(node, value);
        return new Clamps(more, masks);
    }

    /**
     * Returns these clamps and one more, element by element.
     *
     * @param mask of the value's shape: ones where the node is held to it, zeros where it is free; of an output the weights
     *     of its elements; borrowed
     */
    public Clamps with(String node, Tensor value, Tensor mask) {
        Map<String, Tensor> more = new LinkedHashMap<>(masks);
        more.put(node, mask);
        return new Clamps(with(node, value).values, more);
    }

    /** Returns what nodes are clamped to, by their names; borrowed. */
    Map<String, Tensor> values() {
        return values;
    }

    /** Returns what a node is clamped to, borrowed. */
    public Optional<Tensor> value(String node) {
        return Optional.ofNullable(values.get(node));
    }

    /** Returns the mask of a node, borrowed. */
    public Optional<Tensor> mask(String node) {
        return Optional.ofNullable(masks.get(node));
    }

    /**
     * Returns what the inputs of a network are clamped to, in its order; borrowed.
     *
     * @throws ShapeException if one is not
     */
    public List<Tensor> inputs(Network network) {
        return all(network.inputs());
    }

    /**
     * Returns what the outputs of a network are clamped to, in its order; borrowed.
     *
     * @throws ShapeException if one is not
     */
    public List<Tensor> targets(Network network) {
        return all(network.outputs());
    }

    private List<Tensor> all(List<Node> nodes) {
        return nodes.stream().map(this::required).toList();
    }

    Tensor required(Node node) {
        Tensor value = values.get(node.name());
        if (value == null) {
            throw new ShapeException(what(node) + " '" + node.name()
                    + "' is clamped to nothing, expected a "
                    + (node.isOutput() ? "target of B samples" : "tensor of B samples of " + node.shape()));
        }
        return value;
    }

    static String what(Node node) {
        return node.isRoot() ? "input" : node.isOutput() ? "output" : "node";
    }

    /**
     * Returns the number of samples.
     *
     * @throws ShapeException if nothing is clamped
     */
    public long batch() {
        if (values.isEmpty()) {
            throw new ShapeException("a batch needs an input of [B, …]");
        }
        Tensor first = values.values().iterator().next();
        if (first.shape().rank() == 0) {
            throw new ShapeException("a batch needs an input of [B, …]");
        }
        return first.size(0);
    }

    /** Tells whether nothing is clamped, so that the number of samples must come from elsewhere. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * Returns these clamps with numbers of another element type; labels and tokens stay what they are.
     *
     * @param dtype of numbers
     * @return new tensors, which the caller closes or leaves to its scope
     */
    public Clamps to(DType dtype) {
        return new Clamps(converted(values, dtype), converted(masks, dtype));
    }

    private static Map<String, Tensor> converted(Map<String, Tensor> all, DType dtype) {
        Map<String, Tensor> others = new LinkedHashMap<>();
        all.forEach(
                (node, tensor) -> others.put(node, tensor.dtype() == DType.INT64 ? tensor.share() : tensor.to(dtype)));
        return others;
    }

    /**
     * Returns the samples in shares of about the same size, in order.
     *
     * @param shares how many, at least 1, at most the batch
     * @return views of these tensors, which the caller closes or leaves to its scope
     */
    public List<Clamps> split(int shares) {
        long batch = batch();
        List<Clamps> split = new ArrayList<>(shares);
        for (int share = 0; share < shares; share++) {
            long begin = batch * share / shares;
            long length = batch * (share + 1) / shares - begin;
            split.add(new Clamps(narrowed(values, begin, length), narrowed(masks, begin, length)));
        }
        return split;
    }

    private static Map<String, Tensor> narrowed(Map<String, Tensor> all, long begin, long length) {
        Map<String, Tensor> views = new LinkedHashMap<>();
        all.forEach((node, tensor) -> views.put(node, tensor.narrow(0, begin, length)));
        return views;
    }

    /**
     * Returns what Δθ is divided by: all labels where the network has one output, so that the places of a sequence are
     * averaged over as samples are; the samples where it has several.
     *
     * @throws ShapeException if nothing is clamped
     */
    public long count(Network network) {
        if (network.outputs().size() != 1) {
            return batch();
        }
        Node output = network.outputs().get(0);
        return value(output.name()).map(target -> output.energy().count(target)).orElseGet(this::batch);
    }

    /**
     * Makes sure that everything fits a network whose ends are held: shapes, element types, and that tokens and class labels
     * are in range.
     *
     * @param dtype of the network's parameters
     * @throws ShapeException if something does not: which node, what was expected, what was found
     */
    public void requireFit(Network network, DType dtype) {
        new ClampCheck(this, dtype, Node::energy)
                .require(network, Clamping.ofEnds().on(network));
    }

    /**
     * Makes sure that everything fits a network and a clamping.
     *
     * @param modes what each node is held to, in the network's order
     * @throws ShapeException if something does not: which node, what was expected, what was found
     */
    public void requireFit(Network network, List<Mode> modes, DType dtype) {
        new ClampCheck(this, dtype, Node::energy).require(network, modes);
    }

    /**
     * Makes sure that the inputs fit the network and that the targets are class labels of its outputs, whatever its
     * losses are.
     *
     * @param dtype of the network's parameters
     * @throws ShapeException if something does not fit: which node, what was expected, what was found
     */
    public void requireLabeled(Network network, DType dtype) {
        new ClampCheck(this, dtype, output -> LABELED)
                .require(network, Clamping.ofEnds().on(network));
    }

    private static void requireCount(String what, int expected, int found) {
        if (expected != found) {
            throw new ShapeException("the network expects " + expected + " " + what + "s, got " + found);
        }
    }
}
