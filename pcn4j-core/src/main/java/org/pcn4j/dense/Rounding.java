package org.pcn4j.dense;

/**
 * Numbers rounded to bfloat16, and back. A bfloat16 is the upper 16 bits of the float32 that it is. Rounding is to nearest, ties to
 * even; what is not a number stays none. Two implementations give the same bits, as of {@link DenseKernels}: {@link ScalarRounding} is the
 * definition. Counts are multiples of {@link DenseKernels#line}.
 *
 * @param <A> the arrays of the wider numbers: {@code float[]}
 */
public interface Rounding<A> {
    /** y[i] ← a[at + i], rounded, for i from 0 to {@code count}. */
    void round(A a, int at, int count, short[] y);

    /** y[i] ← a[aAt + i] − b[bAt + i], rounded to float32 first. */
    void difference(A a, int aAt, A b, int bAt, int count, short[] y);

    /** y[yAt + i] ← a[i]. */
    void widen(short[] a, int count, A y, int yAt);

    /** y[yAt + i] ← init[initAt + i] + a[i]. {@code init} may be {@code y} itself. */
    void add(A init, int initAt, short[] a, int count, A y, int yAt);
}
