package org.pcn4j.train.file;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The element types of files, called as the format calls them. Those that are written stand in the order in which their
 * tensors are: the wide ones first, so that all are aligned.
 */
enum StoredType {
    I64(DType.INT64, 8),
    F64(DType.FLOAT64, 8),
    F32(DType.FLOAT32, 4),
    /** IEEE 754 half precision; only read. */
    F16(DType.FLOAT32, 2),
    /** The upper half of single precision; only read. */
    BF16(DType.FLOAT32, 2);

    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_FRACTION = (1 << HALF_FRACTION_BITS) - 1;
    private static final int HALF_EXPONENT = 0x1f;
    private static final int HALF_BIAS = 15;
    private static final float HALF_SMALLEST = 0x1p-24f;
    private static final int FRACTION_BITS = 23;
    private static final int EXPONENT = 0xff;
    private static final int BIAS = 127;

    private final DType dtype;
    private final int bytes;

    StoredType(DType dtype, int bytes) {
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /** Returns the type in which elements of tensors are written. */
    static StoredType of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> F32;
            case FLOAT64 -> F64;
            case INT64 -> I64;
        };
    }

    /** Returns the type of this name, if it can be read. */
    static Optional<StoredType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Returns the element type of tensors that are read. */
    DType dtype() {
        return dtype;
    }

    /** Returns the bytes of one element in a file. */
    int bytes() {
        return bytes;
    }

    /**
     * Puts all elements of a tensor into a buffer.
     *
     * @param buffer with the file's byte order and room for exactly these
     * @throws IllegalStateException if this type is only read
     */
    void put(Tensor tensor, ByteBuffer buffer) {
        switch (this) {
            case I64 -> buffer.asLongBuffer().put(tensor.toLongs());
            case F64 -> buffer.asDoubleBuffer().put(tensor.toDoubles());
            case F32 -> buffer.asFloatBuffer().put(tensor.toFloats());
            case F16, BF16 -> throw new IllegalStateException(this + " is only read");
        }
    }

    /**
     * Returns a tensor of one dimension of all elements in a buffer.
     *
     * @param buffer with the file's byte order, which holds whole elements
     */
    Tensor get(ByteBuffer buffer) {
        return switch (this) {
            case I64 -> longs(buffer.asLongBuffer());
            case F64 -> doubles(buffer.asDoubleBuffer());
            case F32 -> floats(buffer.asFloatBuffer());
            case F16, BF16 -> widened(buffer.asShortBuffer());
        };
    }

    private static Tensor longs(LongBuffer buffer) {
        long[] numbers = new long[buffer.remaining()];
        buffer.get(numbers);
        return Tensor.of(Shape.of(numbers.length), numbers);
    }

    private static Tensor doubles(DoubleBuffer buffer) {
        double[] numbers = new double[buffer.remaining()];
        buffer.get(numbers);
        return Tensor.of(DType.FLOAT64, Shape.of(numbers.length), numbers);
    }

    private static Tensor floats(FloatBuffer buffer) {
        float[] numbers = new float[buffer.remaining()];
        buffer.get(numbers);
        return Tensor.of(Shape.of(numbers.length), numbers);
    }

    private Tensor widened(ShortBuffer buffer) {
        float[] numbers = new float[buffer.remaining()];
        for (int i = 0; i < numbers.length; i++) {
            short bits = buffer.get(i);
            numbers[i] = this == BF16 ? Float.intBitsToFloat(bits << Short.SIZE) : half(bits);
        }
        return Tensor.of(Shape.of(numbers.length), numbers);
    }

    private static float half(short bits) {
        int exponent = bits >> HALF_FRACTION_BITS & HALF_EXPONENT;
        int fraction = bits & HALF_FRACTION;
        float magnitude = exponent == 0
                ? fraction * HALF_SMALLEST
                : Float.intBitsToFloat(
                        (exponent == HALF_EXPONENT ? EXPONENT : exponent - HALF_BIAS + BIAS) << FRACTION_BITS
                                | fraction << (FRACTION_BITS - HALF_FRACTION_BITS));
        return bits < 0 ? -magnitude : magnitude;
    }
}
