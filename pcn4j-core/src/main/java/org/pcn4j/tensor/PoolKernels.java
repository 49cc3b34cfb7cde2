package org.pcn4j.tensor;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for pooling and resizing images, and their derivatives. They are the very kernels that libtorch's
 * autograd calls, so calling them by hand in the same order gives the same bits. Shapes include the batch dimension
 * B. All results are new tensors that the caller owns.
 */
public final class PoolKernels {
    private PoolKernels() {}

    /** Looked up on first use: the operator needs the library, and few networks need the operator. */
    private static final class Unmapped {
        static final Operator ADAPTIVE_AVG_POOL2D_BACKWARD = Operator.named("aten::_adaptive_avg_pool2d_backward", "");
    }

    /** The result of a max-pooling. */
    public record MaxPooled(Tensor values, Tensor indices) {}

    /** Returns the maxima of the windows and where they stood. x: [B, C, H, W]. */
    public static MaxPooled maxPool2d(Tensor x, PoolGeometry g) {
        try (T_TensorTensor_T tuple = Native.call(
                "max_pool2d",
                () -> torch.max_pool2d_with_indices(
                        x.raw(),
                        g.kernel().toArray(),
                        g.stride().toArray(),
                        g.padding().toArray(),
                        new long[] {1, 1},
                        false))) {
            return new MaxPooled(Tensor.owned(tuple.get0()), Tensor.owned(tuple.get1()));
        }
    }

    /**
     * Returns the derivative of a max-pooling by its input, given where the maxima stood. The kernel pools in the order of the
     * error, and puts all else into it: so the error, which is the smallest, is put into the order of the images first.
     */
    public static Tensor maxPool2dBackward(Tensor error, Tensor x, Tensor indices, PoolGeometry g) {
        if (x.hasChannelsLast() && !error.hasChannelsLast()) {
            try (Tensor ordered = inOrder(error)) {
                return pooledBackward(ordered, x, indices, g);
            }
        }
        return pooledBackward(error, x, indices, g);
    }

    /** A copy of the images, their channels next to each other. */
    private static Tensor inOrder(Tensor images) {
        Layout order = Layout.channelsLast(images.dtype(), images.sizes());
        return Tensor.result(
                "copy",
                order,
                () -> {
                    org.bytedeco.pytorch.Tensor fresh = order.empty();
                    fresh.copy_(images.operand());
                    return fresh;
                },
                into -> into.copy_(images.operand()));
    }

    private static Tensor pooledBackward(Tensor error, Tensor x, Tensor indices, PoolGeometry g) {
        return Tensor.wrap(
                "max_pool2d_backward",
                () -> torch.max_pool2d_with_indices_backward(
                        error.raw(),
                        x.raw(),
                        g.kernel().toArray(),
                        g.stride().toArray(),
                        g.padding().toArray(),
                        new long[] {1, 1},
                        false,
                        indices.raw()));
    }

    /** Returns the means of the windows, padding counted as zeros. x: [B, C, H, W]. */
    public static Tensor avgPool2d(Tensor x, PoolGeometry g) {
        try (LongOptional windowSize = new LongOptional()) {
            return Tensor.wrap(
                    "avg_pool2d",
                    () -> torch.avg_pool2d(
                            x.raw(),
                            g.kernel().toArray(),
                            g.stride().toArray(),
                            g.padding().toArray(),
                            false,
                            true,
                            windowSize));
        }
    }

    /** Returns the derivative of an average-pooling by its input. */
    public static Tensor avgPool2dBackward(Tensor error, Tensor x, PoolGeometry g) {
        try (LongOptional windowSize = new LongOptional()) {
            return Tensor.wrap(
                    "avg_pool2d_backward",
                    () -> torch.avg_pool2d_backward(
                            error.raw(),
                            x.raw(),
                            g.kernel().toArray(),
                            g.stride().toArray(),
                            g.padding().toArray(),
                            false,
                            true,
                            windowSize));
        }
    }

    /** Returns the mean of each channel. x: [B, C, H, W] → [B, C, 1, 1]. */
    public static Tensor globalAvgPool2d(Tensor x) {
        try (ScalarTypeOptional same = new ScalarTypeOptional()) {
            return Tensor.wrap("mean", () -> torch.mean(x.raw(), new long[] {-1, -2}, true, same));
        }
    }

    /** Returns the derivative of {@link #globalAvgPool2d} by its input: at every place, e divided by their number. */
    public static Tensor globalAvgPool2dBackward(Tensor error, Tensor x) {
        try (Scalar count = new Scalar(x.elements() / (x.size(0) * x.size(1)));
                Tensor everywhere = Tensor.wrap("expand", () -> error.raw().expand(x.sizes()))) {
            return Tensor.wrap("div", () -> everywhere.raw().div(count));
        }
    }

    /** Returns the means of regions that share out the places. x: [B, C, H, W] → [B, C, h, w]. */
    public static Tensor adaptiveAvgPool2d(Tensor x, Pair size) {
        return Tensor.wrap("adaptive_avg_pool2d", () -> torch.adaptive_avg_pool2d(x.raw(), size.toArray()));
    }

    /** Returns the derivative of {@link #adaptiveAvgPool2d} by its input, unless the size is 1×1. */
    public static Tensor adaptiveAvgPool2dBackward(Tensor error, Tensor x) {
        return Unmapped.ADAPTIVE_AVG_POOL2D_BACKWARD.call(error, x);
    }

    /** Returns each element repeated to a square of that many. x: [B, C, H, W] → [B, C, f H, f W]. */
    public static Tensor upsampleNearest(Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_nearest2d", () -> torch.upsample_nearest2d(x.raw(), enlarged(x, factor), scale, scale));
        }
    }

    /** Returns the derivative of {@link #upsampleNearest} by its input. */
    public static Tensor upsampleNearestBackward(Tensor error, Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_nearest2d_backward",
                    () -> torch.upsample_nearest2d_backward(error.raw(), enlarged(x, factor), x.sizes(), scale, scale));
        }
    }

    /** Returns x interpolated between the four nearest places, corners not aligned. x: [B, C, H, W] → [B, C, f H, f W]. */
    public static Tensor upsampleBilinear(Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_bilinear2d",
                    () -> torch.upsample_bilinear2d(x.raw(), enlarged(x, factor), false, scale, scale));
        }
    }

    /** Returns the derivative of {@link #upsampleBilinear} by its input. */
    public static Tensor upsampleBilinearBackward(Tensor error, Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_bilinear2d_backward",
                    () -> torch.upsample_bilinear2d_backward(
                            error.raw(), enlarged(x, factor), x.sizes(), false, scale, scale));
        }
    }

    private static long[] enlarged(Tensor x, long factor) {
        return new long[] {factor * x.size(2), factor * x.size(3)};
    }
}
