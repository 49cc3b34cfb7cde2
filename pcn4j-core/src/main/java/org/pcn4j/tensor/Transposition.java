package org.pcn4j.tensor;

import org.jspecify.annotations.Nullable;

/** The transposed copy of a matrix, made when it pays and made anew when the matrix has changed. */
final class Transposition implements AutoCloseable {
    /** A copy takes as long as some products with the matrix as it lies. */
    private static final int PRODUCTS_WITHOUT_COPY = 2;

    private long version = -1;
    private int products;
    private org.bytedeco.pytorch.@Nullable Tensor copy;

    /**
     * Returns the copy, or null as long as too few products were asked for since the matrix changed.
     *
     * @param matrix whose version tells whether it has changed
     * @param view of it, transposed
     */
    org.bytedeco.pytorch.@Nullable Tensor of(org.bytedeco.pytorch.Tensor matrix, org.bytedeco.pytorch.Tensor view) {
        if (matrix._version() != version) {
            version = matrix._version();
            products = 0;
        }
        products++;
        if (products <= PRODUCTS_WITHOUT_COPY) {
            return null;
        }
        if (copy == null) {
            copy = Native.outOfScopes(view.contiguous());
        } else if (products == PRODUCTS_WITHOUT_COPY + 1) {
            copy.copy_(view);
        }
        return copy;
    }

    @Override
    public void close() {
        if (copy != null) {
            copy.close();
        }
    }
}
