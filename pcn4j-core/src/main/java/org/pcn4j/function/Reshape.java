package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A sample's elements in another shape, in row-major order.
 *
 * @param shape of a sample, with as many elements as the input's
 */
public record Reshape(Shape shape) implements SingleInput {
    /** To these sizes. */
    public Reshape(long... sizes) {
        this(Shape.of(sizes));
    }

    @Override
    public Shape shape(Shape input) {
        if (input.elements() != shape.elements()) {
            throw new ShapeException(
                    this + " expects " + shape.elements() + " elements, got " + input.elements() + " in " + input);
        }
        return shape;
    }

    @Override
    public Elements elements(int input) {
        return new Elements.Anything();
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Tensor x = inputs.get(0);
        return Prediction.of(inputs, parameters, x.reshape(shape.batched(x.size(0))));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return Pullback.ofInput(wanted, () -> error.reshape(prediction.input().shape()));
    }

    @Override
    public String toString() {
        return "reshape(" + shape + ")";
    }
}
