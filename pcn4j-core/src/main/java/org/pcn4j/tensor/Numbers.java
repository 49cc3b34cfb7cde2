package org.pcn4j.tensor;

import java.util.Arrays;
import java.util.function.Function;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Numbers on their way from Java's arrays into new native tensors and back, in row-major order. */
final class Numbers {
    private static final int FEW = 8192;

    private Numbers() {}

    /** Rounds the numbers to the element type. */
    static Tensor of(DType dtype, Shape shape, double[] numbers) {
        return switch (dtype) {
            case FLOAT64 -> of(shape, numbers);
            case FLOAT32 -> {
                float[] floats = new float[numbers.length];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) numbers[i];
                }
                yield of(shape, floats);
            }
            case INT64 ->
                of(shape, Arrays.stream(numbers).mapToLong(x -> (long) x).toArray());
        };
    }

    private static Tensor of(Shape shape, double[] numbers) {
        Tensor tensor = empty(DType.FLOAT64, shape, numbers.length);
        DoublePointer data = tensor.data_ptr_double();
        data.put(numbers, 0, numbers.length);
        return tensor;
    }

    static Tensor of(Shape shape, float[] numbers) {
        Tensor tensor = empty(DType.FLOAT32, shape, numbers.length);
        FloatPointer data = tensor.data_ptr_float();
        data.put(numbers, 0, numbers.length);
        return tensor;
    }

    /** Overwrites the elements of a tensor by these numbers of its kind, {@code float[]} or {@code double[]}, in row-major order. */
    static void overwrite(Tensor tensor, Object numbers) {
        Shape flat = Shape.of(tensor.numel());
        try (Tensor fresh = numbers instanceof double[] doubles ? of(flat, doubles) : of(flat, (float[]) numbers);
                Tensor shaped = fresh.view_as(tensor)) {
            tensor.copy_(shaped);
        }
    }

    static void write(Tensor tensor, float[] numbers, int at) {
        try (FloatPointer data = tensor.data_ptr_float()) {
            data.put(numbers, at, Math.toIntExact(tensor.numel()));
        }
    }

    static void write(Tensor tensor, double[] numbers, int at) {
        try (DoublePointer data = tensor.data_ptr_double()) {
            data.put(numbers, at, Math.toIntExact(tensor.numel()));
        }
    }

    static void copyRows(Tensor tensor, long from, int count, float[] into, int at, int ld) {
        FloatPointer data = tensor.data_ptr_float();
        copyRows(
                tensor,
                from,
                count,
                ld,
                (first, to, numbers) -> data.position(first).get(into, at + to, numbers));
    }

    static void copyRows(Tensor tensor, long from, int count, double[] into, int at, int ld) {
        DoublePointer data = tensor.data_ptr_double();
        copyRows(
                tensor,
                from,
                count,
                ld,
                (first, to, numbers) -> data.position(first).get(into, at + to, numbers));
    }

    /** Copies some numbers, from one on and to behind another place. */
    private interface Copying {
        void copy(long from, int to, int numbers);
    }

    private static void copyRows(Tensor tensor, long from, int count, int ld, Copying copying) {
        int width = Math.toIntExact(tensor.numel() / Math.max(1, tensor.size(0)));
        if (width == ld) {
            copying.copy(from * width, 0, count * width);
            return;
        }
        for (int i = 0; i < count; i++) {
            copying.copy((from + i) * width, i * ld, width);
        }
    }

    static Tensor of(Shape shape, long[] numbers) {
        Tensor tensor = empty(DType.INT64, shape, numbers.length);
        LongPointer data = tensor.data_ptr_long();
        data.put(numbers, 0, numbers.length);
        return tensor;
    }

    private static Tensor empty(DType dtype, Shape shape, int numbers) {
        if (shape.elements() != numbers) {
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + shape.elements() + " numbers, but " + numbers + " were given");
        }
        return new Layout(dtype, shape.toArray()).empty();
    }

    /** Tells whether all int64 elements are in a range. Few are looked at one by one, as two kernels take longer. */
    static boolean areWithin(Tensor tensor, @Nullable Layout layout, long from, long to) {
        if (layout == null || layout.elements() > FEW) {
            try (PointerScope scope = new PointerScope()) {
                return tensor.min().item_long() >= from && tensor.max().item_long() < to;
            }
        }
        long[] numbers = new long[(int) layout.elements()];
        tensor.data_ptr_long().get(numbers);
        for (long number : numbers) {
            if (number < from || number >= to) {
                return false;
            }
        }
        return true;
    }

    static double[] doubles(Tensor tensor) {
        return inPlainMemory(tensor, DType.FLOAT64, plain -> {
            double[] numbers = new double[Math.toIntExact(plain.numel())];
            plain.data_ptr_double().get(numbers);
            return numbers;
        });
    }

    /** Returns so many of the first elements, or all. */
    static double[] first(Tensor tensor, int most) {
        try (PointerScope scope = new PointerScope()) {
            return doubles(tensor.reshape(tensor.numel()).narrow(0, 0, Math.min(most, tensor.numel())));
        }
    }

    static float[] floats(Tensor tensor) {
        return inPlainMemory(tensor, DType.FLOAT32, plain -> {
            float[] numbers = new float[Math.toIntExact(plain.numel())];
            plain.data_ptr_float().get(numbers);
            return numbers;
        });
    }

    static long[] longs(Tensor tensor) {
        return inPlainMemory(tensor, DType.INT64, plain -> {
            long[] numbers = new long[Math.toIntExact(plain.numel())];
            plain.data_ptr_long().get(numbers);
            return numbers;
        });
    }

    private static <T> T inPlainMemory(Tensor tensor, DType dtype, Function<Tensor, T> read) {
        try (PointerScope scope = new PointerScope()) {
            return Native.call(
                    "read", () -> read.apply(tensor.to(dtype.scalarType()).cpu().contiguous()));
        }
    }
}
