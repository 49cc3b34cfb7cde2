package org.pcn4j.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The sizes of a tensor, outermost first. Immutable. Networks speak of the shape of one sample, without the batch
 * dimension; {@link #batched} adds it.
 */
public final class Shape {
    private final long[] sizes;

    private Shape(long[] sizes) {
        for (long size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(sizes) + " has the negative size " + size);
            }
        }
        this.sizes = sizes;
    }

    /**
     * Returns the shape with these sizes; none at all is the shape of a single number.
     *
     * @throws IllegalArgumentException if a size is negative
     */
    public static Shape of(long... sizes) {
        return new Shape(sizes.clone());
    }

    /** Returns the number of dimensions. */
    public int rank() {
        return sizes.length;
    }

    /**
     * Returns the size of a dimension, counted from 0.
     *
     * @throws IndexOutOfBoundsException if there is no such dimension
     */
    public long size(int dimension) {
        return sizes[dimension];
    }

    /** Returns the product of the sizes; 1 for a single number. */
    public long elements() {
        long product = 1;
        for (long size : sizes) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }

    /** Returns a copy of the sizes. */
    public long[] toArray() {
        return sizes.clone();
    }

    /** Returns this shape, of one sample, with a batch dimension of the given size in front. */
    public Shape batched(long batch) {
        long[] all = new long[sizes.length + 1];
        all[0] = batch;
        System.arraycopy(sizes, 0, all, 1, sizes.length);
        return new Shape(all);
    }

    /** Returns this shape with one more dimension of the given size at the end. */
    public Shape with(long last) {
        long[] all = Arrays.copyOf(sizes, sizes.length + 1);
        all[sizes.length] = last;
        return new Shape(all);
    }

    /**
     * Returns this shape with its last dimension of another size.
     *
     * @throws IllegalStateException if this is the shape of a single number
     */
    public Shape withLast(long size) {
        if (sizes.length == 0) {
            throw new IllegalStateException("a single number has no last dimension");
        }
        long[] all = sizes.clone();
        all[sizes.length - 1] = size;
        return new Shape(all);
    }

    /**
     * Returns this shape, of a batch, without its first dimension.
     *
     * @throws IllegalStateException if this is the shape of a single number
     */
    public Shape sample() {
        if (sizes.length == 0) {
            throw new IllegalStateException("a single number has no batch dimension");
        }
        return new Shape(Arrays.copyOfRange(sizes, 1, sizes.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /** Returns the sizes as in {@code [32, 28, 28]}. */
    @Override
    public String toString() {
        return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
