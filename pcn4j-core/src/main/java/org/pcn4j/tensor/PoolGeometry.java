package org.pcn4j.tensor;

/**
 * How a two-dimensional pooling steps over its input, as (height, width) pairs.
 *
 * @param kernel the window, at least 1
 * @param stride the steps, at least 1
 * @param padding what surrounds the input, from 0 to half the window
 */
public record PoolGeometry(Pair kernel, Pair stride, Pair padding) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public PoolGeometry {
        kernel.requireAtLeast(1, "kernel");
        stride.requireAtLeast(1, "stride");
        padding.requireAtLeast(0, "padding");
        if (2 * padding.height() > kernel.height() || 2 * padding.width() > kernel.width()) {
            throw new IllegalArgumentException(
                    "padding must be at most half the kernel " + kernel + ", not " + padding);
        }
    }

    /** Windows side by side, without padding. */
    public static PoolGeometry of(Pair kernel) {
        return new PoolGeometry(kernel, kernel, Pair.of(0));
    }
}
