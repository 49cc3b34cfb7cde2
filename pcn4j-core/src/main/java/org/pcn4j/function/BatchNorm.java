package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.NormKernels;
import org.pcn4j.tensor.NormKernels.NormWanted;
import org.pcn4j.tensor.NormKernels.Normalized;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * (x − mean) / √(variance + ε) · weight + bias, for each channel: [C] → [C] or [C, H, W] → [C, H, W]. Ioffe and Szegedy
 * 2015 (arXiv 1502.03167). While the network learns, mean and variance are the batch's, over samples and places; while it
 * is evaluated, they are the running ones. The samples of a batch are therefore not independent of each other.
 *
 * <p>Parameters: {@code weight} [C], initially 1, and {@code bias} [C], initially 0. Buffers: {@code running_mean} [C],
 * initially 0, and {@code running_var} [C], initially 1. The first prediction of an update, and no other, moves them by the
 * momentum toward the batch's mean and its unbiased variance.
 *
 * @param channels at least 1
 * @param momentum the batch's share in the running statistics, from 0 to 1
 * @param epsilon greater than 0, finite
 */
public record BatchNorm(long channels, double momentum, double epsilon) implements SingleInput {
    private static final double MOMENTUM = 0.1;
    private static final int STATISTICS = 2;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public BatchNorm {
        if (channels < 1) {
            throw new IllegalArgumentException("batchNorm's channels must be at least 1, not " + channels);
        }
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("batchNorm's momentum must be from 0 to 1, not " + momentum);
        }
        Normalization.requireEpsilon("batchNorm", epsilon);
    }

    /** With PyTorch's momentum, 0.1, and ε, 1e-5. */
    public BatchNorm(long channels) {
        this(channels, MOMENTUM, Normalization.EPSILON);
    }

    @Override
    public Shape shape(Shape input) {
        if ((input.rank() != 1 && input.rank() != 3) || input.size(0) != channels) {
            throw new ShapeException(this + " expects [" + channels + "] or [" + channels + ", H, W], got " + input);
        }
        return input;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return Normalization.parameters(Shape.of(channels));
    }

    @Override
    public boolean isSamplewise() {
        return false;
    }

    @Override
    public boolean givesUpValue() {
        return true;
    }

    @Override
    public List<ParameterSpec> buffers() {
        return List.of(
                new ParameterSpec("running_mean", Shape.of(channels), Initializer.zeros()),
                new ParameterSpec("running_var", Shape.of(channels), Initializer.constant(1)));
    }

    /**
     * Predicts.
     *
     * @throws ShapeException if the network learns and a channel has one number only, which has no variance
     */
    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Tensor x = inputs.get(0);
        if (!pass.isLearning()) {
            return evaluated(inputs, theta, pass.buffers());
        }
        if (x.elements() == channels) {
            throw new ShapeException(
                    this + " expects more than one number a channel when it learns, got a batch of " + x.shape());
        }
        List<Tensor> running = pass.isFirst() ? pass.buffers() : List.of();
        Normalized forward = NormKernels.batchNorm(x, theta.get(0), theta.get(1), running, momentum, epsilon);
        return Normalization.prediction(inputs, theta, forward);
    }

    /** Saves the statistics that were given, after the two that mean nothing then, which tells the pullback. */
    private Prediction evaluated(List<Tensor> inputs, List<Tensor> theta, List<Tensor> running) {
        Normalized forward = NormKernels.batchNormBy(running, inputs.get(0), theta.get(0), theta.get(1), epsilon);
        List<Tensor> saved = List.of(
                forward.mean(),
                forward.inverseDeviation(),
                running.get(0).share(),
                running.get(1).share());
        return new Prediction(inputs, theta, forward.values(), saved, List.of());
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        NormWanted parts = Normalization.wanted(wanted);
        Tensor x = prediction.input();
        Tensor weight = prediction.parameters().get(0);
        List<Tensor> running =
                prediction.saved().subList(STATISTICS, prediction.saved().size());
        return Normalization.pullback(
                parts,
                () -> running.isEmpty()
                        ? NormKernels.batchNormBackward(
                                error, x, weight, Normalization.forward(prediction), epsilon, parts)
                        : NormKernels.batchNormByBackward(running, error, x, weight, epsilon, parts));
    }

    @Override
    public String toString() {
        return "batchNorm(" + channels
                + (momentum == MOMENTUM ? "" : ", momentum " + momentum)
                + Normalization.described(epsilon) + ")";
    }
}
