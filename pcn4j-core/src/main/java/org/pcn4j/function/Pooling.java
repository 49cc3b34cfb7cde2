package org.pcn4j.function;

import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PoolGeometry;
import org.pcn4j.tensor.Shape;

/** What max-pooling and average-pooling have in common. */
final class Pooling {
    private Pooling() {}

    static Shape shape(Function function, PoolGeometry geometry, Shape input) {
        if (input.rank() != 3) {
            throw new ShapeException(function + " expects [C, H, W], got " + input);
        }
        Pair steps = new Pair(input.size(1), input.size(2))
                .steps(geometry.kernel(), geometry.stride(), geometry.padding(), Pair.of(1));
        if (steps.height() < 1 || steps.width() < 1) {
            throw new ShapeException(function + " has a window larger than its padded input " + input);
        }
        return Shape.of(input.size(0), steps.height(), steps.width());
    }

    static String describe(String name, PoolGeometry geometry) {
        return name + "(" + geometry.kernel()
                + (geometry.stride().equals(geometry.kernel()) ? "" : ", stride " + geometry.stride())
                + (geometry.padding().equals(Pair.of(0)) ? "" : ", padding " + geometry.padding()) + ")";
    }
}
