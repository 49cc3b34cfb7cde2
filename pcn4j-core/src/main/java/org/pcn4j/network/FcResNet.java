package org.pcn4j.network;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.Shape;

/**
 * A fully connected residual network of L weight matrices without biases: {@code fc1} = a W₁x, {@code fc2} … {@code fc(L−1)} =
 * the layer before + b Wₗ φ(of it), {@code out} = c W_L φ(of the last). A node each, so that it has L levels, and no skip
 * connection crosses one.
 *
 * @param depth L, at least 2
 * @param width N of every layer but the output, at least 1
 * @param activation φ
 * @param parametrization which a, b, c, and how weights begin
 */
public record FcResNet(int depth, long width, Elementwise activation, Parametrization parametrization) {
    /** How the size of what a layer does depends on the size of the network. */
    public enum Parametrization {
        /** Of weights alone: a, b and c are 1, and weights begin as PyTorch's do. */
        STANDARD,
        /**
         * µPC (Innocenti et al. 2025, arXiv 2505.13124): weights begin as N(0, 1), and with D numbers in a sample a = 1/√D, b =
         * 1/√(N L), c = 1/N. Then plain inference learning trains a hundred layers and more with the same steps: T = L times
         * with γ = 0.5/B for a batch of B, which the paper averages energies over, and Adam with 0.1 on weights.
         */
        MUPC
    }

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if the depth is less than 2 or the width less than 1
     */
    public FcResNet {
        if (depth < 2 || width < 1) {
            throw new IllegalArgumentException(
                    "a fully connected residual network needs a depth of at least 2 and a width"
                            + " of at least 1, not " + depth + " and " + width);
        }
    }

    /**
     * Builds the network.
     *
     * @param input of samples of any shape, which are flattened
     */
    public Network network(Shape input, int outputs, Energy loss) {
        double features = (double) input.elements();
        List<Function> first = new ArrayList<>();
        if (input.rank() != 1) {
            first.add(new Flatten());
        }
        first.add(scaled(input.elements(), width, 1 / Math.sqrt(features)));
        NetworkBuilder graph = Network.builder().input("x", input);
        graph.node("fc1", Chain.of(first.toArray(Function[]::new)), "x");
        for (int layer = 2; layer < depth; layer++) {
            String before = "fc" + (layer - 1);
            Function change = Chain.of(activation, scaled(width, width, 1 / Math.sqrt((double) width * depth)));
            graph.node("fc" + layer, Sum.of(new Term("", new Identity()), new Term("", change)), before, before);
        }
        Function last = Chain.of(activation, scaled(width, outputs, 1.0 / width));
        return graph.output("out", last, loss, "fc" + (depth - 1)).build();
    }

    private Function scaled(long in, long out, double factor) {
        Linear linear = new Linear(in, out).withoutBias();
        return parametrization == Parametrization.STANDARD
                ? linear
                : Chain.of(linear.withWeights(Initializer.normal(1)), new Scaled(factor));
    }
}
