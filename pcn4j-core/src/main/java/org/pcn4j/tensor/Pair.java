package org.pcn4j.tensor;

/**
 * A size in two dimensions.
 *
 * @param height along the third dimension of [B, C, H, W]
 * @param width along the fourth
 */
public record Pair(long height, long width) {
    /** Returns the pair of twice the same number. */
    public static Pair of(long both) {
        return new Pair(both, both);
    }

    /** Returns height and width as an array. */
    public long[] toArray() {
        return new long[] {height, width};
    }

    /** Returns the number of steps a window takes over the input, less than 1 where it does not fit. */
    public Pair steps(Pair kernel, Pair stride, Pair padding, Pair dilation) {
        return new Pair(
                steps(height, kernel.height, stride.height, padding.height, dilation.height),
                steps(width, kernel.width, stride.width, padding.width, dilation.width));
    }

    private static long steps(long size, long kernel, long stride, long padding, long dilation) {
        return Math.floorDiv(size + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    }

    void requireAtLeast(long least, String what) {
        if (height < least || width < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", not " + this);
        }
    }

    @Override
    public String toString() {
        return height + "×" + width;
    }
}
