package org.pcn4j.function;

import java.util.Locale;
import org.pcn4j.tensor.Shape;

/**
 * What a parameter is, without its numbers.
 *
 * @param name within its function, as in {@code weight}; within a network, with the node's in front
 * @param shape without a batch dimension
 * @param initializer how its first numbers are drawn
 */
public record ParameterSpec(String name, Shape shape, Initializer initializer) {
    /**
     * Checks that its numbers can be drawn.
     *
     * @throws ShapeException if they are too many
     */
    public ParameterSpec {
        if (shape.elements() > Integer.MAX_VALUE) {
            throw new ShapeException(String.format(
                    Locale.ROOT,
                    "parameter '%s': expected at most %,d numbers, found %,d, of the shape %s",
                    name,
                    Integer.MAX_VALUE,
                    shape.elements(),
                    shape));
        }
    }

    /** Returns this parameter with a prefix and a dot before its name; an empty prefix changes nothing. */
    public ParameterSpec within(String prefix) {
        return prefix.isEmpty() ? this : new ParameterSpec(prefix + "." + name, shape, initializer);
    }
}
