package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;

/** A function of one input. */
public interface SingleInput extends Function {
    /**
     * Returns the shape of the prediction for one sample.
     *
     * @throws ShapeException if the function cannot be applied to the input
     */
    Shape shape(Shape input);

    @Override
    default Shape shape(List<Shape> inputs) {
        if (inputs.size() != 1) {
            throw new ShapeException(this + " expects one input, got " + inputs.size());
        }
        return shape(inputs.get(0));
    }
}
