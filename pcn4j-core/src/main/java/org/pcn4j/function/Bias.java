package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.SequenceKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * μ = x + p, with a number for each element of a sample, such as a learned code of the places in a sequence. Parameter:
 * {@code offset}, of the input's shape.
 */
public final class Bias implements SingleInput {
    private final ParameterSpec offset;

    /**
     * A bias.
     *
     * @param shape of one sample
     * @param initializer of the bias
     */
    public Bias(Shape shape, Initializer initializer) {
        this.offset = new ParameterSpec("offset", shape, initializer);
    }

    @Override
    public Shape shape(Shape input) {
        if (!input.equals(offset.shape())) {
            throw new ShapeException(this + " expects " + offset.shape() + ", got " + input);
        }
        return input;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(offset);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        return Prediction.of(inputs, theta, inputs.get(0).add(theta.get(0)));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        return new Pullback(
                wanted.anyInput() ? List.of(error.share()) : List.of(),
                wanted.parameters() ? List.of(SequenceKernels.sumTo(error, offset.shape())) : List.of());
    }

    @Override
    public String toString() {
        return "offset(" + offset.shape() + ")";
    }
}
