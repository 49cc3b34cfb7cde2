package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;

/** What functions of several inputs of one shape have in common. */
final class Several {
    private Several() {}

    static void requirePositive(String function, int inputs) {
        if (inputs < 1) {
            throw new IllegalArgumentException(function + " needs at least one input, not " + inputs);
        }
    }

    static void requireCount(Function function, int expected, List<Shape> inputs) {
        if (inputs.size() != expected) {
            throw new ShapeException(function + " expects " + expected + " inputs, got " + inputs.size());
        }
    }

    static Shape sameShape(Function function, int expected, List<Shape> inputs) {
        requireCount(function, expected, inputs);
        Shape first = inputs.get(0);
        for (Shape shape : inputs) {
            if (!shape.equals(first)) {
                throw new ShapeException(function + " expects inputs of one shape, got " + first + " and " + shape);
            }
        }
        return first;
    }
}
