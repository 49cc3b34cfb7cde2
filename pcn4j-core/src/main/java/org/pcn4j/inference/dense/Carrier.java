package org.pcn4j.inference.dense;

import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Java's arrays of one kind of numbers, and tensors of the same.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
interface Carrier<A> {
    /** Returns the numbers' kind as tensors have it. */
    DType dtype();

    /** Returns an array of so many zeros. */
    A array(int length);

    /** Returns how many numbers an array holds. */
    int length(A array);

    /** Returns a number of an array. */
    double at(A array, int index);

    /** Writes a number. */
    void put(A array, int index, double number);

    /** Writes zeros. */
    void clear(A array, int from, int to);

    /** As {@link Tensor#copyRows(long, int, float[], int, int)}. */
    void copyRows(Tensor tensor, long from, int count, A into, int at, int ld);

    /** As {@link Tensor#write(float[], int)}. */
    void write(A numbers, int at, Tensor into);

    /** Returns a tensor of these numbers in row-major order. */
    Tensor tensor(Shape shape, A numbers);
}
