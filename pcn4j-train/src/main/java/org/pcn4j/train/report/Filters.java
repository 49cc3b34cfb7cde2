package org.pcn4j.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The weights of the first layer, seen as the pictures they look for. */
final class Filters {
    private static final int MOST = 64;

    private Filters() {}

    /**
     * Returns the first filters of the first layer whose weights can be seen: a convolution of one channel or three, or a
     * linear layer of samples that are pictures.
     *
     * @param parameters borrowed
     * @param pictures the samples' shape as pictures, if they are
     */
    static List<Picture> of(Network network, Parameters parameters, Optional<Shape> pictures) {
        List<Integer> inputs = network.inputs().stream().map(Node::index).toList();
        for (Node node : network.nodes()) {
            if (!node.isRoot() && node.parents().stream().anyMatch(inputs::contains)) {
                for (int parameter : node.parameters()) {
                    Tensor weights = parameters.tensors().get(parameter);
                    Optional<Shape> shape = shape(weights.shape(), pictures);
                    if (shape.isPresent()) {
                        return pictures(weights, shape.get());
                    }
                }
            }
        }
        return List.of();
    }

    private static Optional<Shape> shape(Shape weights, Optional<Shape> pictures) {
        if (weights.rank() == 4) {
            return Picture.visible(Shape.of(weights.size(1), weights.size(2), weights.size(3)));
        }
        return pictures.filter(shape -> weights.rank() == 2 && weights.size(1) == shape.elements());
    }

    private static List<Picture> pictures(Tensor weights, Shape shape) {
        double[] numbers = weights.toDoubles();
        List<Picture> filters = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, weights.size(0)); i++) {
            filters.add(Picture.ofWeights(shape, numbers, i * (int) shape.elements()));
        }
        return filters;
    }
}
