package org.pcn4j.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Element type, sizes and order of a tensor in main memory whose elements lie without gaps: row by row, or images with
 * their channels next to each other.
 */
final class Layout {
    /** The order of elements. */
    enum Order {
        ROWS,
        CHANNELS_LAST
    }

    /** Of elements that lie in neither of these orders, elsewhere than in main memory, or are recorded by autograd. */
    static final Layout NONE = new Layout(DType.FLOAT32, Order.ROWS, 0);

    private static final int IMAGES = 4;

    private final DType dtype;
    private final Order order;
    private final long[] sizes;
    private final int hash;

    Layout(DType dtype, long... sizes) {
        this(dtype, Order.ROWS, sizes);
    }

    private Layout(DType dtype, Order order, long... sizes) {
        this.dtype = dtype;
        this.order = order;
        this.sizes = sizes;
        this.hash = 31 * (31 * Arrays.hashCode(sizes) + dtype.hashCode()) + order.hashCode();
    }

    /** Returns the layout of elements that lie so, or {@link #NONE}. */
    static Layout of(DType dtype, long[] sizes, long[] strides) {
        for (long size : sizes) {
            if (size == 0) {
                return NONE;
            }
        }
        if (liesIn(sizes, strides, rows(sizes.length))) {
            return new Layout(dtype, Order.ROWS, sizes);
        }
        return sizes.length == IMAGES && liesIn(sizes, strides, new int[] {1, 3, 2, 0})
                ? new Layout(dtype, Order.CHANNELS_LAST, sizes)
                : NONE;
    }

    private static int[] rows(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> rank - 1 - i);
        return order;
    }

    /** Tells whether a step along each dimension, the innermost first, passes over all those within it. */
    private static boolean liesIn(long[] sizes, long[] strides, int[] order) {
        long step = 1;
        for (int dimension : order) {
            if (strides[dimension] != step) {
                return false;
            }
            step *= sizes[dimension];
        }
        return true;
    }

    /** Returns new memory for elements that lie so, with whatever numbers are in it. */
    org.bytedeco.pytorch.Tensor empty() {
        Native.load();
        torch.MemoryFormat memoryFormat = switch (order) {
            case ROWS -> torch.MemoryFormat.Contiguous;
            case CHANNELS_LAST -> torch.MemoryFormat.ChannelsLast;
        };
        try (TensorOptions options = new TensorOptions(dtype.scalarType());
                MemoryFormatOptional format = new MemoryFormatOptional(memoryFormat)) {
            return Native.call("empty", () -> torch.empty(sizes, options, format));
        }
    }

    /** Returns the layout of images of these sizes whose channels lie next to each other. */
    static Layout channelsLast(DType dtype, long... sizes) {
        return new Layout(dtype, Order.CHANNELS_LAST, sizes);
    }

    Order order() {
        return order;
    }

    /** Returns the layout of a product of two matrices that keeps one dimension of each, or null where it is not known. */
    static @Nullable Layout product(@Nullable Layout left, int row, @Nullable Layout right, int column) {
        return left != null && right != null && left.isMatrix() && right.isMatrix()
                ? new Layout(left.dtype, left.sizes[row], right.sizes[column])
                : null;
    }

    DType dtype() {
        return dtype;
    }

    /** Returns the sizes; not to be changed. */
    long[] sizes() {
        return sizes;
    }

    boolean isMatrix() {
        return sizes.length == 2;
    }

    long elements() {
        long elements = 1;
        for (long size : sizes) {
            elements *= size;
        }
        return elements;
    }

    long bytes() {
        return elements() * dtype.bytes();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Layout that
                        && hash == that.hash
                        && dtype == that.dtype
                        && order == that.order
                        && Arrays.equals(sizes, that.sizes));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
