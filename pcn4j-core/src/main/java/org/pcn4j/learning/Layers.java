package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Wanted;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A chain of nodes as layers, wherever its nodes begin and end: a layer is a product with weights and all functions up to the
 * next product. So h_l is what the next product reads, in networks of μ = f(W x) and in those of μ = W f(x). Immutable.
 */
final class Layers {
    /**
     * A function of the chain.
     *
     * @param node that it belongs to
     * @param parameters the indices of the network's parameters that it takes
     * @param in the shape of what it reads, for one sample
     * @param out the shape of what it predicts
     */
    record Link(Function function, Node node, List<Integer> parameters, Shape in, Shape out) {
        boolean isProduct() {
            return !parameters.isEmpty();
        }
    }

    private final String rule;
    private final Network network;
    private final Node input;
    private final Node output;
    private final List<Link> links = new ArrayList<>();
    private final List<Integer> products = new ArrayList<>();

    /**
     * Finds the layers of a network.
     *
     * @param rule that is to learn them, by its name
     * @throws IllegalArgumentException if the network is no chain of linear functions and convolutions, and functions without
     *     parameters between them: why
     */
    Layers(String rule, Network network) {
        this.rule = rule;
        this.network = network;
        List<Node> nodes = network.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            requireNext(nodes.get(i), i);
        }
        this.input = nodes.get(0);
        this.output = nodes.get(nodes.size() - 1);
        Shape shape = input.shape();
        for (Node node : nodes.subList(1, nodes.size())) {
            shape = add(node.function(), node, node.parameters(), shape);
        }
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).isProduct()) {
                products.add(i);
            }
        }
    }

    private void requireNext(Node node, int index) {
        List<String> parents = node.parents().stream()
                .map(parent -> "'" + network.node(parent).name() + "'")
                .toList();
        if (index == 0
                ? !node.isRoot() || node.constant().isPresent()
                : !node.parents().equals(List.of(index - 1))) {
            throw refusal("'" + node.name() + "' is predicted from "
                    + (parents.isEmpty() ? "nothing" : String.join(", ", parents)));
        } else if (index > 0 && (!node.lateral().isEmpty() || node.constant().isPresent())) {
            throw refusal("'" + node.name() + "' has a lateral edge or a constant target");
        }
    }

    private Shape add(Function function, Node node, List<Integer> parameters, Shape shape) {
        if (function instanceof Chain chain) {
            Shape at = shape;
            int taken = 0;
            for (Function link : chain.links()) {
                int next = taken + link.parameters().size();
                at = add(link, node, parameters.subList(taken, next), at);
                taken = next;
            }
            return at;
        }
        boolean isProduct = function instanceof Linear || function instanceof Conv2d;
        boolean isPlain = parameters.isEmpty()
                && function.buffers().isEmpty()
                && function.uses(1).size() == 1;
        if (!isProduct && !isPlain) {
            throw refusal("'" + node.name() + "' has " + function);
        }
        boolean isShared =
                links.stream().anyMatch(link -> link.parameters().stream().anyMatch(parameters::contains));
        if (isShared) {
            throw refusal("'" + node.name() + "' shares its weights");
        }
        Shape out = function.shape(List.of(shape));
        links.add(new Link(function, node, List.copyOf(parameters), shape, out));
        return out;
    }

    /** Returns a refusal in one line. */
    private IllegalArgumentException refusal(String found) {
        return refusal(found, "functions without parameters");
    }

    /**
     * Returns a refusal in one line.
     *
     * @param others what may stand in the chain beside products
     */
    IllegalArgumentException refusal(String found, String others) {
        return new IllegalArgumentException("the rule " + rule + " does not learn this network, as " + found
                + "; expected a chain from one input to one output, of linear functions, convolutions and " + others
                + ", such as mlp");
    }

    /** Returns the node that is held to the data. */
    Node input() {
        return input;
    }

    /** Returns the node that is held to the target. */
    Node output() {
        return output;
    }

    /** Returns how many layers there are. */
    int count() {
        return products.size();
    }

    /** Returns the product of a layer, from 0 on. */
    Link product(int layer) {
        return links.get(products.get(layer));
    }

    /** Returns the functions of a layer after its product. */
    List<Link> after(int layer) {
        return links.subList(products.get(layer) + 1, end(layer));
    }

    /** Behind a layer's last function. */
    private int end(int layer) {
        return layer + 1 < products.size() ? products.get(layer + 1) : links.size();
    }

    /**
     * A forward pass.
     *
     * @param predictions of the links, in order
     */
    record Forward(Layers layers, List<Prediction> predictions) {
        /** Returns the prediction of a layer's product. */
        Prediction product(int layer) {
            return predictions.get(layers.products.get(layer));
        }

        /** Returns h_l, [B, …]. */
        Tensor value(int layer) {
            return predictions.get(layers.end(layer) - 1).value();
        }

        /** Returns the output, [B, …]. */
        Tensor output() {
            return value(layers.count() - 1);
        }

        /** Returns what of an error of h_l comes to the layer's product: f′ ∘ e. */
        Tensor back(int layer, Tensor error) {
            Tensor e = error;
            for (int i = layers.end(layer) - 1; i > layers.products.get(layer); i--) {
                e = layers.links
                        .get(i)
                        .function()
                        .pullback(predictions.get(i), e, new Wanted(List.of(true), false))
                        .inputs()
                        .get(0);
            }
            return e;
        }

        /** Returns Δθ of a layer by an error of its product. */
        List<Tensor> deltas(int layer, Tensor error) {
            return layers.product(layer)
                    .function()
                    .pullback(product(layer), error, new Wanted(List.of(false), true))
                    .parameters();
        }
    }

    /**
     * Predicts all functions, in tensors of the open scope.
     *
     * @param x [B, …]; borrowed
     */
    Forward forward(List<Tensor> theta, Tensor x, Passes passes) {
        List<Prediction> all = new ArrayList<>();
        List<Prediction> nodes = network.forward(theta, List.of(x), passes);
        nodes.subList(1, nodes.size()).forEach(prediction -> flatten(prediction, all));
        return new Forward(this, all);
    }

    private static void flatten(Prediction prediction, List<Prediction> into) {
        if (prediction.parts().isEmpty()) {
            into.add(prediction);
        } else {
            prediction.parts().forEach(part -> flatten(part, into));
        }
    }

    @Override
    public String toString() {
        return products.stream().map(i -> links.get(i).function().toString()).collect(Collectors.joining(", "));
    }
}
