package org.pcn4j.tensor;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for normalizations and their derivatives. They are the very kernels that libtorch's autograd calls,
 * so calling them by hand in the same order gives the same bits. Shapes include the batch dimension B. All results
 * are new tensors that the caller owns.
 */
public final class NormKernels {
    private NormKernels() {}

    /**
     * The result of a normalization.
     *
     * @param values of the input's shape
     * @param mean what was subtracted
     * @param inverseDeviation what was multiplied by then
     */
    public record Normalized(Tensor values, Tensor mean, Tensor inverseDeviation) {}

    /** Which derivatives of a normalization are asked for. */
    public record NormWanted(boolean input, boolean parameters) {
        Derivatives derivatives() {
            return new Derivatives(input, parameters, parameters);
        }
    }

    /** Returns each sample's last dimensions normalized, times weight, plus bias. x: […, shape], weight, bias: shape. */
    public static Normalized layerNorm(Tensor x, Shape shape, Tensor weight, Tensor bias, double epsilon) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw())) {
            return normalized(
                    "native_layer_norm", () -> torch.native_layer_norm(x.raw(), shape.toArray(), gain, shift, epsilon));
        }
    }

    /** Returns the derivatives of {@link #layerNorm} that are wanted, in the order input, weight, bias. */
    public static List<Tensor> layerNormBackward(
            Tensor error, Tensor x, Shape shape, Normalized forward, Tensor weight, Tensor bias, NormWanted wanted) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw());
                BoolPointer mask = wanted.derivatives().mask()) {
            return wanted.derivatives()
                    .of(
                            "native_layer_norm_backward",
                            () -> torch.native_layer_norm_backward(
                                    error.raw(),
                                    x.raw(),
                                    shape.toArray(),
                                    forward.mean().raw(),
                                    forward.inverseDeviation().raw(),
                                    gain,
                                    shift,
                                    mask));
        }
    }

    /** Returns each sample's groups of channels normalized. x: [B, C, …] in row-major order, weight, bias: [C]. */
    public static Normalized groupNorm(Tensor x, long groups, Tensor weight, Tensor bias, double epsilon) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw())) {
            return normalized(
                    "native_group_norm",
                    () -> torch.native_group_norm(
                            x.raw(), gain, shift, x.size(0), x.size(1), places(x), groups, epsilon));
        }
    }

    /**
     * Returns the derivatives of {@link #groupNorm} that are wanted, in the order input, weight, bias.
     *
     * @param error in row-major order, as x
     */
    public static List<Tensor> groupNormBackward(
            Tensor error, Tensor x, long groups, Normalized forward, Tensor weight, NormWanted wanted) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                BoolPointer mask = wanted.derivatives().mask()) {
            return wanted.derivatives()
                    .of(
                            "native_group_norm_backward",
                            () -> torch.native_group_norm_backward(
                                    error.raw(),
                                    x.raw(),
                                    forward.mean().raw(),
                                    forward.inverseDeviation().raw(),
                                    gain,
                                    x.size(0),
                                    x.size(1),
                                    places(x),
                                    groups,
                                    mask));
        }
    }

    /** The numbers of a channel: H · W of [B, C, H, W], 1 of [B, C]. */
    private static long places(Tensor x) {
        return x.elements() / (x.size(0) * x.size(1));
    }

    /**
     * Returns each channel normalized by the mean and variance of the batch. x: [B, C, …], weight, bias: [C].
     *
     * @param running the running mean and the running variance, each [C], to be moved toward the batch's by the
     *     momentum; or empty, to leave them alone
     */
    public static Normalized batchNorm(
            Tensor x, Tensor weight, Tensor bias, List<Tensor> running, double momentum, double epsilon) {
        return batchNorm(x, weight, bias, running, true, momentum, epsilon);
    }

    /**
     * Returns each channel normalized by a mean and a variance that are given. x: [B, C, …], all others: [C]. Of the
     * result only the values mean something.
     *
     * @param statistics mean and variance
     */
    public static Normalized batchNormBy(
            List<Tensor> statistics, Tensor x, Tensor weight, Tensor bias, double epsilon) {
        return batchNorm(x, weight, bias, statistics, false, 0, epsilon);
    }

    private static Normalized batchNorm(
            Tensor x,
            Tensor weight,
            Tensor bias,
            List<Tensor> statistics,
            boolean byBatch,
            double momentum,
            double epsilon) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw());
                TensorOptional mean = optional(statistics, 0);
                TensorOptional variance = optional(statistics, 1)) {
            return normalized(
                    "native_batch_norm",
                    () -> torch.native_batch_norm(x.raw(), gain, shift, mean, variance, byBatch, momentum, epsilon));
        }
    }

    /** Returns the derivatives of {@link #batchNorm} that are wanted, in the order input, weight, bias. */
    public static List<Tensor> batchNormBackward(
            Tensor error, Tensor x, Tensor weight, Normalized forward, double epsilon, NormWanted wanted) {
        List<Tensor> saved = List.of(forward.mean(), forward.inverseDeviation());
        return batchNormBackward(error, x, weight, List.of(), saved, true, epsilon, wanted);
    }

    /** Returns the derivatives of {@link #batchNormBy} that are wanted, in the order input, weight, bias. */
    public static List<Tensor> batchNormByBackward(
            List<Tensor> statistics, Tensor error, Tensor x, Tensor weight, double epsilon, NormWanted wanted) {
        return batchNormBackward(error, x, weight, statistics, List.of(), false, epsilon, wanted);
    }

    private static List<Tensor> batchNormBackward(
            Tensor error,
            Tensor x,
            Tensor weight,
            List<Tensor> statistics,
            List<Tensor> saved,
            boolean byBatch,
            double epsilon,
            NormWanted wanted) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional mean = optional(statistics, 0);
                TensorOptional variance = optional(statistics, 1);
                TensorOptional savedMean = optional(saved, 0);
                TensorOptional savedInverse = optional(saved, 1);
                BoolPointer mask = wanted.derivatives().mask()) {
            return wanted.derivatives()
                    .of(
                            "native_batch_norm_backward",
                            () -> torch.native_batch_norm_backward(
                                    error.raw(),
                                    x.raw(),
                                    gain,
                                    mean,
                                    variance,
                                    savedMean,
                                    savedInverse,
                                    byBatch,
                                    epsilon,
                                    mask));
        }
    }

    private static TensorOptional optional(List<Tensor> tensors, int index) {
        return index < tensors.size() ? new TensorOptional(tensors.get(index).raw()) : new TensorOptional();
    }

    private static Normalized normalized(String operator, Supplier<T_TensorTensorTensor_T> call) {
        try (T_TensorTensorTensor_T tuple = Native.call(operator, call)) {
            return new Normalized(Tensor.owned(tuple.get0()), Tensor.owned(tuple.get1()), Tensor.owned(tuple.get2()));
        }
    }
}
