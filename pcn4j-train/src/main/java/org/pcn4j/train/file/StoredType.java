package org.pcn4j.train.file;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The element types of files, called as the format calls them, all that version 0.8 of its reference knows. Those that are
 * written stand in the order in which their tensors are: the wide ones first, so that all are aligned. The last are neither
 * written nor read: a file may have them beside what is wanted of it.
 */
enum StoredType {
    I64(DType.INT64),
    F64(DType.FLOAT64),
    F32(DType.FLOAT32),
    /** IEEE 754 half precision; only read. */
    F16(16, Optional.of(DType.FLOAT32)),
    /** The upper half of single precision; only read. */
    BF16(16, Optional.of(DType.FLOAT32)),
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    I32(32),
    U32(32),
    C64(64),
    U64(64);

    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_FRACTION = (1 << HALF_FRACTION_BITS) - 1;
    private static final int HALF_EXPONENT = 0x1f;
    private static final int HALF_BIAS = 15;
    private static final float HALF_SMALLEST = 0x1p-24f;
    private static final int FRACTION_BITS = 23;
    private static final int EXPONENT = 0xff;
    private static final int BIAS = 127;

    private final int bits;
    private final Optional<DType> dtype;

    StoredType(DType dtype) {
        this(dtype == DType.FLOAT32 ? Float.SIZE : Double.SIZE, Optional.of(dtype));
    }

    StoredType(int bits) {
        this(bits, Optional.empty());
    }

    StoredType(int bits, Optional<DType> dtype) {
        this.bits = bits;
        this.dtype = dtype;
    }

    /** Returns the type in which elements of tensors are written. */
    static StoredType of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> F32;
            case FLOAT64 -> F64;
            case INT64 -> I64;
        };
    }

    /** Returns the type of this name, if there is one. */
    static Optional<StoredType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Returns the element type of tensors that are read, if they can be. */
    Optional<DType> dtype() {
        return dtype;
    }

    /** Returns how Python makes a tensor of a type that can be read of one that cannot. */
    String conversion() {
        return switch (this) {
            case C64 -> "torch.view_as_real(tensor)";
            case BOOL, U8, I8, I16, U16, I32, U32, U64 -> "tensor.to(torch.int64)";
            default -> "tensor.to(torch.float32)";
        };
    }

    /** Returns the bytes of one element in a file; of elements that share a byte, one. */
    int bytes() {
        return Math.max(1, bits / Byte.SIZE);
    }

    /** Returns the bytes of so many elements in a file, if these are whole bytes. */
    OptionalLong bytes(long elements) {
        if (bits >= Byte.SIZE && bits % Byte.SIZE == 0) {
            return OptionalLong.of(elements * bytes());
        }
        long rest = elements % Byte.SIZE * bits;
        return rest % Byte.SIZE == 0
                ? OptionalLong.of(elements / Byte.SIZE * bits + rest / Byte.SIZE)
                : OptionalLong.empty();
    }

    /**
     * Puts all elements of a tensor into a buffer.
     *
     * @param buffer with the file's byte order and room for exactly these
     * @throws IllegalStateException if this type is not written
     */
    void put(Tensor tensor, ByteBuffer buffer) {
        switch (this) {
            case I64 -> buffer.asLongBuffer().put(tensor.toLongs());
            case F64 -> buffer.asDoubleBuffer().put(tensor.toDoubles());
            case F32 -> buffer.asFloatBuffer().put(tensor.toFloats());
            default -> throw new IllegalStateException(this + " is not written");
        }
    }

    /**
     * Returns a tensor of one dimension of all elements in a buffer.
     *
     * @param buffer with the file's byte order, which holds whole elements
     * @throws IllegalStateException if this type is not read
     */
    Tensor get(ByteBuffer buffer) {
        return switch (this) {
            case I64 -> longs(buffer.asLongBuffer());
            case F64 -> doubles(buffer.asDoubleBuffer());
            case F32 -> floats(buffer.asFloatBuffer());
            case F16, BF16 -> widened(buffer.asShortBuffer());
            default -> throw new IllegalStateException(this + " is not read");
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
