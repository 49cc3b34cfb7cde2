package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.NormKernels;
import org.pcn4j.tensor.NormKernels.NormWanted;
import org.pcn4j.tensor.NormKernels.Normalized;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * (x − mean) / √(variance + ε) · weight + bias, mean and variance taken over each group of channels of each sample:
 * [C, …] → [C, …]. Wu and He 2018 (arXiv 1803.08494). Parameters: {@code weight} [C], initially 1, and {@code bias} [C],
 * initially 0.
 *
 * @param groups at least 1
 * @param channels a multiple of the groups, at least 1
 * @param epsilon greater than 0, finite
 */
public record GroupNorm(long groups, long channels, double epsilon) implements SingleInput {
    /**
     * Checks sizes and ε.
     *
     * @throws IllegalArgumentException if a number is out of its range or the groups do not divide the channels
     */
    public GroupNorm {
        if (groups < 1 || channels < 1 || channels % groups != 0) {
            throw new IllegalArgumentException("groupNorm's channels must be a multiple of its groups, both at least 1,"
                    + " not " + channels + " in " + groups + " groups");
        }
        Normalization.requireEpsilon("groupNorm", epsilon);
    }

    /** With PyTorch's ε, 1e-5. */
    public GroupNorm(long groups, long channels) {
        this(groups, channels, Normalization.EPSILON);
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() < 1 || input.size(0) != channels) {
            throw new ShapeException(this + " expects [" + channels + ", …], got " + input);
        }
        return input;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return Normalization.parameters(Shape.of(channels));
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        try (Tensor x = inputs.get(0).contiguous()) {
            Normalized forward = NormKernels.groupNorm(x, groups, theta.get(0), theta.get(1), epsilon);
            return Normalization.prediction(inputs, theta, forward);
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        NormWanted parts = Normalization.wanted(wanted);
        // The kernel reads plain memory; autograd makes the error contiguous before it calls it, too.
        try (Tensor x = prediction.input().contiguous();
                Tensor e = error.contiguous()) {
            return Normalization.pullback(
                    parts,
                    () -> NormKernels.groupNormBackward(
                            e,
                            x,
                            groups,
                            Normalization.forward(prediction),
                            prediction.parameters().get(0),
                            parts));
        }
    }

    @Override
    public String toString() {
        return "groupNorm(" + groups + " groups of " + channels + Normalization.described(epsilon) + ")";
    }
}
