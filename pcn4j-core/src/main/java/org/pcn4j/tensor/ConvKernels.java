package org.pcn4j.tensor;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for convolutions, plain and transposed, and their derivatives. They are the very kernels that
 * libtorch's autograd calls, so calling them by hand in the same order gives the same bits. Shapes include the batch
 * dimension B. All results are new tensors that the caller owns.
 */
public final class ConvKernels {
    private ConvKernels() {}

    /** Returns the cross-correlation plus bias. x: [B, C, H, W], weight: [O, C/groups, kH, kW], bias: [O]. */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, ConvGeometry geometry) {
        try (TensorOptional optional = new TensorOptional(bias.raw())) {
            return conv2d(x, weight, optional, geometry);
        }
    }

    /** Returns the cross-correlation. x: [B, C, H, W], weight: [O, C/groups, kH, kW]. */
    public static Tensor conv2d(Tensor x, Tensor weight, ConvGeometry geometry) {
        try (TensorOptional none = new TensorOptional()) {
            return conv2d(x, weight, none, geometry);
        }
    }

    private static Tensor conv2d(Tensor x, Tensor weight, TensorOptional bias, ConvGeometry g) {
        if (Undivided.convolvesByOneDnn(x, weight, g)) {
            return Tensor.wrap("conv2d", () -> Undivided.convolved(x, weight, bias, g));
        }
        return Tensor.wrap(
                "conv2d",
                () -> torch.conv2d(
                        x.raw(),
                        weight.raw(),
                        bias,
                        g.stride().toArray(),
                        g.padding().toArray(),
                        g.dilation().toArray(),
                        g.groups()));
    }

    /**
     * Returns the derivatives of a convolution that are wanted, in the order input, weight, bias.
     *
     * @param error of the shape of the convolution's result
     */
    public static List<Tensor> conv2dBackward(
            Tensor error, Tensor x, Tensor weight, ConvGeometry g, ConvWanted wanted) {
        return convolutionBackward(error, x, weight, g, Optional.empty(), wanted);
    }

    /** Which derivatives of a convolution are asked for. */
    public record ConvWanted(boolean input, boolean weight, boolean bias) {}

    /**
     * Returns images whose channels lie next to each other, place by place, copied if need be: in this order kernels on
     * the CPU convolve and pool faster. Images of other element types than float32, or on other devices, stay as they are.
     * x: [B, C, H, W].
     */
    public static Tensor channelsLast(Tensor x) {
        if (x.dtype() != DType.FLOAT32 || !x.operand().is_cpu()) {
            return x.share();
        }
        try (MemoryFormatOptional order = new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast)) {
            return Tensor.wrap("to", () -> x.raw().to(torch.ScalarType.Float, false, false, order));
        }
    }

    /**
     * Returns the transposed cross-correlation, plus bias where there is one.
     *
     * @param x [B, C, H, W]
     * @param weight [C, O/groups, kH, kW]
     * @param bias [O], or none
     * @param outputPadding rows and columns added at the end of the result
     */
    public static Tensor convTranspose2d(
            Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g, Pair outputPadding) {
        try (TensorOptional shift =
                bias.map(given -> new TensorOptional(given.raw())).orElseGet(TensorOptional::new)) {
            return Tensor.wrap(
                    "conv_transpose2d",
                    () -> torch.conv_transpose2d(
                            x.raw(),
                            weight.raw(),
                            shift,
                            g.stride().toArray(),
                            g.padding().toArray(),
                            outputPadding.toArray(),
                            g.groups(),
                            g.dilation().toArray()));
        }
    }

    /**
     * Returns the derivatives of a transposed convolution that are wanted, in the order input, weight, bias.
     *
     * @param error of the shape of the convolution's result
     */
    public static List<Tensor> convTranspose2dBackward(
            Tensor error, Tensor x, Tensor weight, ConvGeometry g, Pair outputPadding, ConvWanted wanted) {
        return convolutionBackward(error, x, weight, g, Optional.of(outputPadding), wanted);
    }

    /** The kernel of both; a convolution is transposed if it has a padding of its output. */
    private static List<Tensor> convolutionBackward(
            Tensor error, Tensor x, Tensor weight, ConvGeometry g, Optional<Pair> outputPadding, ConvWanted wanted) {
        Derivatives derivatives = new Derivatives(wanted.input(), wanted.weight(), wanted.bias());
        try (BoolPointer mask = derivatives.mask()) {
            return derivatives.of(
                    "convolution_backward",
                    () -> torch.convolution_backward(
                            error.raw(),
                            x.raw(),
                            weight.raw(),
                            new long[] {wanted.bias() ? error.size(1) : 0},
                            g.stride().toArray(),
                            g.padding().toArray(),
                            g.dilation().toArray(),
                            outputPadding.isPresent(),
                            outputPadding.orElse(Pair.of(0)).toArray(),
                            g.groups(),
                            mask));
        }
    }
}
