// The float64 twin of this class is made of it: see pcn4j-core/src/build/Doubles.java
package org.pcn4j.inference.dense;

import java.util.Arrays;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** Arrays of float32. */
final class FloatCarrier implements Carrier<float[]> {
    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public float[] array(int length) {
        return new float[length];
    }

    @Override
    public int length(float[] array) {
        return array.length;
    }

    @Override
    public double at(float[] array, int index) {
        return array[index];
    }

    @Override
    public void put(float[] array, int index, double number) {
        array[index] = (float) number;
    }

    @Override
    public void clear(float[] array, int from, int to) {
        Arrays.fill(array, from, to, 0);
    }

    @Override
    public void copyRows(Tensor tensor, long from, int count, float[] into, int at, int ld) {
        tensor.copyRows(from, count, into, at, ld);
    }

    @Override
    public void write(float[] numbers, int at, Tensor into) {
        into.write(numbers, at);
    }

    @Override
    public Tensor tensor(Shape shape, float[] numbers) {
        return Tensor.of(shape, numbers);
    }
}
