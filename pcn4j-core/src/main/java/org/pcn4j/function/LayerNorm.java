package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.NormKernels;
import org.pcn4j.tensor.NormKernels.NormWanted;
import org.pcn4j.tensor.NormKernels.Normalized;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * (x − mean) / √(variance + ε) · weight + bias, mean and variance taken over the last dimensions of each sample:
 * […, normalized] → […, normalized]. Ba et al. 2016 (arXiv 1607.06450). Parameters: {@code weight}, initially 1, and
 * {@code bias}, initially 0, both of the normalized shape.
 *
 * @param normalized the last dimensions, at least one, each at least 1
 * @param epsilon greater than 0, finite
 */
public record LayerNorm(Shape normalized, double epsilon) implements SingleInput {
    /**
     * Checks shape and ε.
     *
     * @throws IllegalArgumentException if the shape holds nothing or ε is out of its range
     */
    public LayerNorm {
        if (normalized.rank() < 1 || normalized.elements() < 1) {
            throw new IllegalArgumentException(
                    "layerNorm's shape must have at least one dimension, each at least 1, not " + normalized);
        }
        Normalization.requireEpsilon("layerNorm", epsilon);
    }

    /** With PyTorch's ε, 1e-5. */
    public LayerNorm(Shape normalized) {
        this(normalized, Normalization.EPSILON);
    }

    /** Over these last dimensions, with PyTorch's ε, 1e-5. */
    public LayerNorm(long... normalized) {
        this(Shape.of(normalized));
    }

    @Override
    public Shape shape(Shape input) {
        int outer = input.rank() - normalized.rank();
        boolean fits = outer >= 0;
        for (int i = 0; fits && i < normalized.rank(); i++) {
            fits = input.size(outer + i) == normalized.size(i);
        }
        if (!fits) {
            throw new ShapeException(this + " expects an input that ends in " + normalized + ", got " + input);
        }
        return input;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return Normalization.parameters(normalized);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Normalized forward = NormKernels.layerNorm(inputs.get(0), normalized, theta.get(0), theta.get(1), epsilon);
        return Normalization.prediction(inputs, theta, forward);
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        NormWanted parts = Normalization.wanted(wanted);
        return Normalization.pullback(
                parts,
                () -> NormKernels.layerNormBackward(
                        error,
                        prediction.input(),
                        normalized,
                        Normalization.forward(prediction),
                        prediction.parameters().get(0),
                        prediction.parameters().get(1),
                        parts));
    }

    @Override
    public String toString() {
        return "layerNorm(" + normalized + Normalization.described(epsilon) + ")";
    }
}
