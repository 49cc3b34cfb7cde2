package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Loss;
import org.pcn4j.function.ShapeException;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;

/**
 * What the network's ends are clamped to for a batch. Owns no tensors: whoever made them closes them, after what uses them has
 * returned.
 *
 * @param inputs one tensor an input, in the network's order, each [B, …]; borrowed
 * @param targets one tensor an output, in the network's order, as its loss expects; borrowed
 */
public record Clamps(List<Tensor> inputs, List<Tensor> targets) {
    private static final Loss LABELLED = new CrossEntropy();

    /** Copies the lists. */
    public Clamps {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
    }

    /** The ends of a network with one input and one output. */
    public static Clamps of(Tensor input, Tensor target) {
        return new Clamps(List.of(input), List.of(target));
    }

    /**
     * Returns the number of samples.
     *
     * @throws ShapeException if there is no input
     */
    public long batch() {
        if (inputs.isEmpty() || inputs.get(0).shape().rank() == 0) {
            throw new ShapeException("a batch needs an input of [B, …]");
        }
        return inputs.get(0).size(0);
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
            split.add(new Clamps(
                    inputs.stream().map(all -> all.narrow(0, begin, length)).toList(),
                    targets.stream().map(all -> all.narrow(0, begin, length)).toList()));
        }
        return split;
    }

    /**
     * Returns what Δθ is divided by: all answers where the network has one output, so that the places of a sequence are
     * averaged over as samples are; the samples where it has several.
     *
     * @throws ShapeException if there is no input, or not a target an output
     */
    public long count(Network network) {
        requireCount("target", network.outputs().size(), targets.size());
        return network.outputs().size() == 1
                ? Network.lossOf(network.outputs().get(0)).count(targets.get(0))
                : batch();
    }

    /**
     * Makes sure that everything fits the network: shapes, element types, and that tokens and class labels are in range.
     *
     * @param dtype of the network's parameters
     * @throws ShapeException if something does not: which node, what was expected, what was found
     */
    public void requireFit(Network network, DType dtype) {
        requireFit(network, dtype, Network::lossOf);
    }

    /**
     * Makes sure that the inputs fit the network and that the targets are class labels of its outputs, whatever its
     * losses are.
     *
     * @param dtype of the network's parameters
     * @throws ShapeException if something does not fit: which node, what was expected, what was found
     */
    public void requireLabelled(Network network, DType dtype) {
        requireFit(network, dtype, output -> LABELLED);
    }

    private void requireFit(Network network, DType dtype, Function<Node, Loss> losses) {
        requireCount("input", network.inputs().size(), inputs.size());
        requireCount("target", network.outputs().size(), targets.size());
        long batch = batch();
        if (batch < 1) {
            throw new ShapeException("a batch needs a sample at least");
        }
        for (int i = 0; i < inputs.size(); i++) {
            requireInput(network.inputs().get(i), batch, dtype, inputs.get(i));
        }
        for (int i = 0; i < targets.size(); i++) {
            Node output = network.outputs().get(i);
            try {
                losses.apply(output).requireTarget(output.shape(), batch, targets.get(i));
            } catch (ShapeException e) {
                throw new ShapeException("output '" + output.name() + "': " + e.getMessage());
            }
        }
    }

    private static void requireInput(Node node, long batch, DType dtype, Tensor value) {
        if (!value.shape().equals(node.shape().batched(batch))) {
            throw new ShapeException(
                    "input '" + node.name() + "' expects " + node.shape().batched(batch) + ", got " + value.shape());
        }
        if (node.elements() instanceof Elements.Tokens tokens) {
            if (value.dtype() != DType.INT64) {
                throw new ShapeException("input '" + node.name() + "' expects int64 tokens, got " + value.dtype());
            }
            try {
                tokens.require("token", value);
            } catch (ShapeException e) {
                throw new ShapeException("input '" + node.name() + "': " + e.getMessage());
            }
        } else if (value.dtype() != dtype) {
            throw new ShapeException(
                    "input '" + node.name() + "' expects " + dtype + " like the parameters, got " + value.dtype());
        }
    }

    private static void requireCount(String what, int expected, int found) {
        if (expected != found) {
            throw new ShapeException("the network expects " + expected + " " + what + "s, got " + found);
        }
    }
}
