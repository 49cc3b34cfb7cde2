package org.pcn4j.analysis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.inference.run.State;
import org.pcn4j.tensor.Tensor;

/** A direction in the space of free values: a tensor for each node that moves. Owns its tensors. */
record Direction(Map<String, Tensor> parts) implements AutoCloseable {
    /** Where a step from a point along this direction leads; the caller closes it. */
    State from(Map<String, Tensor> point, double step) {
        Map<String, Tensor> moved = new LinkedHashMap<>();
        parts.forEach((node, part) -> moved.put(node, at(point, node).add(part, step)));
        return State.of(moved);
    }

    /** Returns the tensor of a node; all of one network's have the same nodes. */
    static Tensor at(Map<String, Tensor> tensors, String node) {
        return Optional.ofNullable(tensors.get(node))
                .orElseThrow(() -> new IllegalArgumentException("nothing is known of node '" + node + "'"));
    }

    /** Returns this direction times a factor, a new one. */
    Direction scaled(double factor) {
        Map<String, Tensor> scaled = new LinkedHashMap<>();
        parts.forEach((node, part) -> scaled.put(node, part.mul(factor)));
        return new Direction(scaled);
    }

    double dot(Direction other) {
        double sum = 0;
        for (Map.Entry<String, Tensor> part : parts.entrySet()) {
            try (Tensor products = part.getValue().mul(at(other.parts, part.getKey()));
                    Tensor total = products.sum()) {
                sum += total.item();
            }
        }
        return sum;
    }

    double norm() {
        return Math.sqrt(dot(this));
    }

    void addInPlace(Direction other, double factor) {
        parts.forEach((node, part) -> part.addInPlace(at(other.parts, node), factor));
    }

    void mulInPlace(double factor) {
        parts.values().forEach(part -> part.mulInPlace(factor));
    }

    @Override
    public void close() {
        parts.values().forEach(Tensor::close);
    }
}
