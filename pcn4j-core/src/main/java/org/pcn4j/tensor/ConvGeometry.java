package org.pcn4j.tensor;

/**
 * How a two-dimensional convolution steps over its input, as (height, width) pairs.
 *
 * @param stride the steps, at least 1
 * @param padding the zeros around the input, at least 0
 * @param dilation the distance of the kernel's taps, at least 1
 * @param groups the number of separate convolutions side by side, at least 1
 */
public record ConvGeometry(Pair stride, Pair padding, Pair dilation, long groups) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public ConvGeometry {
        stride.requireAtLeast(1, "stride");
        padding.requireAtLeast(0, "padding");
        dilation.requireAtLeast(1, "dilation");
        if (groups < 1) {
            throw new IllegalArgumentException("groups must be at least 1, not " + groups);
        }
    }

    /** Steps of 1, no padding, no dilation, one group. */
    public static final ConvGeometry PLAIN = new ConvGeometry(Pair.of(1), Pair.of(0), Pair.of(1), 1);
}
