package org.pcn4j.analysis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.pcn4j.inference.run.State;
import org.pcn4j.tensor.Tensor;

/** A direction in the space of free values: a tensor for each node that moves. Owns its tensors. */
record Direction(Map<String, Tensor> parts) implements AutoCloseable {
    /** Where a step from a point along this direction leads; the caller closes it. */
    State from(Map<String, Tensor> point, double step) {
        Map<String, Tensor> moved = new LinkedHashMap<>();
        parts.forEach((node, part) ->
                moved.put(node, Objects.requireNonNull(point.get(node)).add(part, step)));
        return State.of(moved);
    }

    double dot(Direction other) {
        double sum = 0;
        for (Map.Entry<String, Tensor> part : parts.entrySet()) {
            try (Tensor products = part.getValue().mul(other.part(part.getKey()));
                    Tensor total = products.sum()) {
                sum += total.item();
            }
        }
        return sum;
    }

    private Tensor part(String node) {
        return Objects.requireNonNull(parts.get(node));
    }

    double norm() {
        return Math.sqrt(dot(this));
    }

    void addInPlace(Direction other, double factor) {
        parts.forEach((node, part) -> part.addInPlace(other.part(node), factor));
    }

    void mulInPlace(double factor) {
        parts.values().forEach(part -> part.mulInPlace(factor));
    }

    @Override
    public void close() {
        parts.values().forEach(Tensor::close);
    }
}
