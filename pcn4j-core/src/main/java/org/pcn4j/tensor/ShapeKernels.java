package org.pcn4j.tensor;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for joining, cutting, padding and reordering, and their derivatives. They are the very kernels that
 * libtorch's autograd calls, so calling them by hand in the same order gives the same bits. Shapes include the batch
 * dimension B. All results are new tensors that the caller owns.
 */
public final class ShapeKernels {
    private ShapeKernels() {}

    /** Returns x with zero slices added at the end of a dimension, so that it has the given size there. */
    public static Tensor padded(Tensor x, int dimension, long size) {
        int rank = x.shape().rank();
        long[] padding = new long[2 * (rank - dimension)];
        // ATen counts from the last dimension backwards, a (before, after) pair each.
        padding[padding.length - 1] = size - x.size(dimension);
        try (Scalar zero = new Scalar(0)) {
            return Tensor.wrap("constant_pad_nd", () -> torch.constant_pad_nd(x.raw(), padding, zero));
        }
    }

    /** Returns a copy of the first slices along a dimension. */
    public static Tensor first(Tensor x, int dimension, long count) {
        try (Tensor view = x.narrow(dimension, 0, count)) {
            return view.contiguous();
        }
    }

    /** Returns the derivative of {@link Tensor#select} by its input: zeros, and e at the slice. */
    public static Tensor selectBackward(Tensor error, Tensor x, int dimension, long index) {
        return Tensor.wrap("select_backward", () -> torch.select_backward(error.raw(), x.sizes(), dimension, index));
    }

    /** Returns the tensors one after the other along a dimension. */
    public static Tensor concatenate(List<Tensor> tensors, int dimension) {
        try (TensorVector all =
                new TensorVector(tensors.stream().map(Tensor::raw).toArray(org.bytedeco.pytorch.Tensor[]::new))) {
            return Tensor.wrap("cat", () -> torch.cat(all, dimension));
        }
    }

    /**
     * Returns a view in which the only number of x stands for all elements of a shape. It takes no memory of its own, and is not to
     * be changed.
     */
    public static Tensor expanded(Tensor x, Shape shape) {
        return Tensor.wrap("expand", () -> x.raw().expand(shape.toArray()));
    }

    /** Returns a view of x with two dimensions transpose. */
    public static Tensor transpose(Tensor x, int one, int other) {
        return Tensor.wrap("transpose", () -> x.raw().transpose(one, other));
    }

    /** Returns a view of x whose i-th dimension is the order's i-th of x. */
    public static Tensor permute(Tensor x, long... order) {
        return Tensor.wrap("permute", () -> x.raw().permute(order));
    }

    /** Returns the derivative of {@link Tensor#narrow} by its input: zeros, and e at the slices from one to another. */
    public static Tensor narrowBackward(Tensor error, Tensor x, int dimension, long from, long to) {
        return Tensor.wrap(
                "slice_backward", () -> torch.slice_backward(error.raw(), x.sizes(), dimension, from, to, 1));
    }

    /**
     * Returns x with zeros around the last two dimensions; where a number is negative, with as many rows or columns less.
     *
     * @param before rows above and columns to the left
     * @param after rows below and columns to the right
     */
    public static Tensor pad2d(Tensor x, Pair before, Pair after) {
        // ATen counts from the last dimension backwards, a (before, after) pair each.
        long[] padding = {before.width(), after.width(), before.height(), after.height()};
        try (Scalar zero = new Scalar(0)) {
            return Tensor.wrap("constant_pad_nd", () -> torch.constant_pad_nd(x.raw(), padding, zero));
        }
    }
}
