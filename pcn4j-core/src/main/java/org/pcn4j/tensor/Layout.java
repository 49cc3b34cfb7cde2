package org.pcn4j.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Element type and sizes of a tensor in main memory whose elements lie row by row, without gaps. */
final class Layout {
    private final DType dtype;
    private final long[] sizes;
    private final int hash;

    Layout(DType dtype, long... sizes) {
        this.dtype = dtype;
        this.sizes = sizes;
        this.hash = 31 * Arrays.hashCode(sizes) + dtype.hashCode();
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
                        && Arrays.equals(sizes, that.sizes));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
