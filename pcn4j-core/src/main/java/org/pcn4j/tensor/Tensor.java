package org.pcn4j.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array of numbers in native memory.
 *
 * <p><b>Ownership.</b> Every method that returns a tensor returns a new handle, which the caller closes or leaves to the
 * open {@link TensorScope}; several handles may share the same elements, which live until the last of them is closed. No
 * method closes its arguments. Methods whose name ends in {@code InPlace} change this tensor's elements. A handle that was
 * closed throws an {@link IllegalStateException} wherever it is used; closing it again does nothing.
 *
 * <p><b>Threads.</b> A tensor may be read by several threads at once, but not while one of them changes or closes it: that
 * would free memory that a kernel reads. Where one thread closes what others use, give each its own handle by {@link
 * #share}, or leave the tensors to an owner that frees them after their last use, as {@code Parameters} does.
 */
public final class Tensor implements AutoCloseable {
    private static final int PRINTED_ELEMENTS = 8;

    private final Block block;
    private boolean closed;
    private boolean kept;

    /** A handle on a native tensor that nothing else holds. */
    Tensor(org.bytedeco.pytorch.Tensor raw) {
        this(new Block(raw));
    }

    Tensor(Block block) {
        this.block = block;
        TensorScope.note(this);
    }

    static Tensor wrap(String operation, Supplier<org.bytedeco.pytorch.Tensor> call) {
        return new Tensor(Native.call(operation, call));
    }

    /** Returns the native tensor, for whatever may keep it or make views of it. */
    org.bytedeco.pytorch.Tensor raw() {
        return open().lend();
    }

    /** Returns the native tensor, for a kernel that neither keeps it nor makes views of it. */
    org.bytedeco.pytorch.Tensor operand() {
        return open().operand();
    }

    /** Returns this matrix with rows and columns exchanged, for such a kernel. */
    org.bytedeco.pytorch.Tensor transposedOperand() {
        return open().transposed();
    }

    /** Returns how the elements lie, if they lie without gaps in main memory and autograd does not record them. */
    @Nullable
    Layout layout() {
        return open().layout();
    }

    /** Returns the layout that this tensor and the other have in common. */
    private @Nullable Layout layoutWith(Tensor other) {
        Layout own = layout();
        Layout others = other.layout();
        return own != null && others != null && own.equals(others) ? own : null;
    }

    /** Tells whether the elements are known to lie in the order in which the other tensor's lie, without gaps. */
    public boolean liesAs(Tensor other) {
        return layoutWith(other) != null;
    }

    private Block open() {
        if (closed) {
            throw new IllegalStateException("a tensor is used after it was closed");
        }
        return block;
    }

    /** Returns what an element-wise kernel of this tensor and others of its layout gives. */
    Tensor like(
            String operation,
            Supplier<org.bytedeco.pytorch.Tensor> fresh,
            UnaryOperator<org.bytedeco.pytorch.Tensor> into) {
        return Pool.result(operation, layout(), fresh, into);
    }

    /** Returns what an element-wise kernel of two tensors gives. */
    Tensor like(
            Tensor other,
            String operation,
            Supplier<org.bytedeco.pytorch.Tensor> fresh,
            UnaryOperator<org.bytedeco.pytorch.Tensor> into) {
        return Pool.result(operation, layoutWith(other), fresh, into);
    }

    // ---- making and reading ----

    /**
     * Returns a tensor of these numbers, rounded to the element type.
     *
     * @throws IllegalArgumentException if the shape does not hold as many numbers
     */
    public static Tensor of(DType dtype, Shape shape, double... numbers) {
        checkCount(shape, numbers.length);
        return switch (dtype) {
            case FLOAT64 -> ofDoubles(shape, numbers);
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

    /**
     * Returns a float32 tensor of these numbers.
     *
     * @throws IllegalArgumentException if the shape does not hold as many numbers
     */
    public static Tensor of(Shape shape, float[] numbers) {
        checkCount(shape, numbers.length);
        Tensor tensor = empty(DType.FLOAT32, shape);
        FloatPointer data = tensor.block.operand().data_ptr_float();
        data.put(numbers, 0, numbers.length);
        return tensor;
    }

    /**
     * Returns an int64 tensor of these numbers.
     *
     * @throws IllegalArgumentException if the shape does not hold as many numbers
     */
    public static Tensor of(Shape shape, long[] numbers) {
        checkCount(shape, numbers.length);
        Tensor tensor = empty(DType.INT64, shape);
        LongPointer data = tensor.block.operand().data_ptr_long();
        data.put(numbers, 0, numbers.length);
        return tensor;
    }

    private static Tensor ofDoubles(Shape shape, double[] numbers) {
        Tensor tensor = empty(DType.FLOAT64, shape);
        DoublePointer data = tensor.block.operand().data_ptr_double();
        data.put(numbers, 0, numbers.length);
        return tensor;
    }

    private static Tensor empty(DType dtype, Shape shape) {
        return new Tensor(emptyRaw(new Layout(dtype, shape.toArray())));
    }

    /** Where every first tensor comes from. */
    static org.bytedeco.pytorch.Tensor emptyRaw(Layout layout) {
        Native.load();
        torch.MemoryFormat order = switch (layout.order()) {
            case ROWS -> torch.MemoryFormat.Contiguous;
            case CHANNELS_LAST -> torch.MemoryFormat.ChannelsLast;
        };
        try (TensorOptions options = new TensorOptions(layout.dtype().scalarType());
                MemoryFormatOptional format = new MemoryFormatOptional(order)) {
            return Native.call("empty", () -> torch.empty(layout.sizes(), options, format));
        }
    }

    /** Returns a tensor on the CPU with every element equal to the number. */
    public static Tensor full(DType dtype, Shape shape, double number) {
        Tensor tensor = empty(dtype, shape);
        try (Scalar scalar = new Scalar(number)) {
            return tensor.inPlace("fill_", () -> tensor.block.operand().fill_(scalar));
        }
    }

    /** Returns a tensor of zeros with this one's shape, element type and device. */
    public Tensor zerosLike() {
        return wrap("zeros_like", () -> torch.zeros_like(raw()));
    }

    /** Returns the sizes of all dimensions, the batch's included. */
    public Shape shape() {
        return Shape.of(sizes());
    }

    long[] sizes() {
        try (LongArrayRef sizes = raw().sizes()) {
            long[] all = new long[Math.toIntExact(sizes.size())];
            for (int i = 0; i < all.length; i++) {
                all[i] = sizes.get(i);
            }
            return all;
        }
    }

    /**
     * Returns the size of one dimension, counted from 0.
     *
     * @throws TensorException if there is no such dimension
     */
    public long size(int dimension) {
        return Native.call("size", () -> raw().size(dimension));
    }

    /** Returns the number of dimensions, the batch's included. */
    public int rank() {
        return Math.toIntExact(raw().dim());
    }

    /** Returns the element type. */
    public DType dtype() {
        return DType.of(raw().scalar_type());
    }

    /** Returns where the elements live. */
    public Device device() {
        try (org.bytedeco.pytorch.Device device = raw().device()) {
            return device.is_cuda() ? Device.cuda(device.index()) : Device.CPU;
        }
    }

    /** Returns the number of elements. */
    public long elements() {
        return raw().numel();
    }

    /** Returns a copy of the elements in row-major order, widened to double. */
    public double[] toDoubles() {
        return inPlainMemory(DType.FLOAT64, tensor -> {
            double[] numbers = new double[Math.toIntExact(tensor.elements())];
            tensor.block.operand().data_ptr_double().get(numbers);
            return numbers;
        });
    }

    /** Returns a copy of the elements in row-major order, rounded to float. */
    public float[] toFloats() {
        return inPlainMemory(DType.FLOAT32, tensor -> {
            float[] numbers = new float[Math.toIntExact(tensor.elements())];
            tensor.block.operand().data_ptr_float().get(numbers);
            return numbers;
        });
    }

    /** Returns a copy of the elements in row-major order, truncated to integers. */
    public long[] toLongs() {
        return inPlainMemory(DType.INT64, tensor -> {
            long[] numbers = new long[Math.toIntExact(tensor.elements())];
            tensor.block.operand().data_ptr_long().get(numbers);
            return numbers;
        });
    }

    private <T> T inPlainMemory(DType dtype, Function<Tensor, T> read) {
        try (TensorScope scope = new TensorScope();
                Tensor converted = to(dtype).to(Device.CPU).contiguous()) {
            return read.apply(converted);
        }
    }

    /**
     * Returns the only element.
     *
     * @throws TensorException if there is not exactly one
     */
    public double item() {
        return Native.call("item", () -> raw().item_double());
    }

    // ---- handles ----

    /** Returns another handle on the same elements. */
    public Tensor share() {
        Block shared = open();
        shared.share();
        return new Tensor(shared);
    }

    /**
     * Returns a view of all elements. Unlike {@link #share} it is an operation of its own to autograd: what is done with
     * it is summed before it is added to what is done with this tensor.
     */
    public Tensor alias() {
        return wrap("alias", () -> torch.alias(raw()));
    }

    /** Returns a tensor with a copy of the elements. */
    public Tensor copy() {
        return wrap("clone", () -> raw().clone());
    }

    /**
     * Makes this tensor outlive the open scopes; from now on only {@link #close} frees it. Keeping twice does nothing.
     *
     * @return this
     */
    public Tensor keep() {
        if (!kept) {
            kept = true;
            open().keep();
        }
        return this;
    }

    void closeUnlessKept() {
        if (!kept) {
            close();
        }
    }

    /** Gives up this handle; the elements are freed with their last handle. Closing twice does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            block.giveUp();
        }
    }

    /**
     * Returns the elements in pieces, in their order, for element-wise work: what one kernel has written of a piece is
     * still in a cache for the next one, and several threads can take a piece each. Tensors of the same shape that lie
     * row by row are cut alike; others, and small ones, are one piece, and all are where kernels have several threads.
     *
     * @return borrowed; they live as long as this tensor's elements
     */
    public List<Tensor> pieces() {
        List<Tensor> cut = Threads.kernelsSplit() ? List.of() : open().pieces();
        return cut.isEmpty() ? List.of(this) : cut;
    }

    // ---- conversions and views ----

    /** Returns these elements, converted if need be. */
    public Tensor to(DType dtype) {
        return wrap("to", () -> raw().to(dtype.scalarType()));
    }

    /** Returns these elements on the device, copied if need be. */
    public Tensor to(Device device) {
        if (device.equals(device())) {
            return share();
        }
        try (org.bytedeco.pytorch.Device raw = device.raw()) {
            return wrap("to " + device, () -> raw().to(raw, raw().scalar_type()));
        }
    }

    /** Returns these elements in row-major order, copied if need be. */
    public Tensor contiguous() {
        return wrap("contiguous", () -> raw().contiguous());
    }

    /**
     * Returns a tensor with the same elements in another shape, a view where the strides allow it.
     *
     * @throws TensorException if the number of elements differs
     */
    public Tensor reshape(Shape shape) {
        return wrap("reshape", () -> raw().reshape(shape.toArray()));
    }

    /** Returns a view of this matrix with rows and columns exchanged. */
    public Tensor transpose() {
        return wrap("t", () -> raw().t());
    }

    /** Returns a view of the slice with this index along a dimension, which is dropped. */
    public Tensor select(int dimension, long index) {
        return wrap("select", () -> raw().select(dimension, index));
    }

    /** Returns a view of {@code length} slices along a dimension, beginning at {@code start}. */
    public Tensor narrow(int dimension, long start, long length) {
        return wrap("narrow", () -> raw().narrow(dimension, start, length));
    }

    // ---- arithmetic ----

    /** Returns the element-wise sum. */
    public Tensor add(Tensor other) {
        return like(
                other,
                "add",
                () -> operand().add(other.operand()),
                into -> torch.add_out(into, operand(), other.operand()));
    }

    /** Returns this + factor · other, element by element. */
    public Tensor add(Tensor other, double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            return like(
                    other,
                    "add",
                    () -> operand().add(other.operand(), scalar),
                    into -> torch.add_out(into, operand(), other.operand(), scalar));
        }
    }

    /** Returns the element-wise difference. */
    public Tensor sub(Tensor other) {
        return like(
                other,
                "sub",
                () -> operand().sub(other.operand()),
                into -> torch.sub_out(into, operand(), other.operand()));
    }

    /** Returns the element-wise product. */
    public Tensor mul(Tensor other) {
        return like(
                other,
                "mul",
                () -> operand().mul(other.operand()),
                into -> torch.mul_out(into, operand(), other.operand()));
    }

    /** Returns every element times the factor. */
    public Tensor mul(double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            return like("mul", () -> operand().mul(scalar), into -> torch.mul_out(into, operand(), scalar));
        }
    }

    /** Returns the negated elements. */
    public Tensor neg() {
        return wrap("neg", () -> operand().neg());
    }

    /** Returns the matrix product. */
    public Tensor matmul(Tensor other) {
        return Pool.result(
                "mm",
                Layout.product(layout(), 0, other.layout(), 1),
                () -> operand().mm(other.operand()),
                into -> {
                    if (!FewRows.may(layout(), other.layout())
                            || !FewRows.multiply(into, null, operand(), other.operand())) {
                        torch.mm_out(into, operand(), other.operand());
                    }
                    return into;
                });
    }

    /** Writes x Wᵀ, plus a bias, into a matrix, W being this one; returns whether it was done. */
    boolean multiplyByTransposed(
            org.bytedeco.pytorch.Tensor into, org.bytedeco.pytorch.@Nullable Tensor bias, Tensor x) {
        return open().multiplyByTransposed(into, bias, x.operand());
    }

    /** Returns the sum of all elements. */
    public Tensor sum() {
        return wrap("sum", () -> operand().sum());
    }

    /**
     * Returns the least of int64 elements.
     *
     * @throws TensorException if there are none
     */
    public long least() {
        return Native.call("min", () -> {
            try (org.bytedeco.pytorch.Tensor least = operand().min()) {
                return least.item_long();
            }
        });
    }

    /**
     * Returns the greatest of int64 elements.
     *
     * @throws TensorException if there are none
     */
    public long greatest() {
        return Native.call("max", () -> {
            try (org.bytedeco.pytorch.Tensor greatest = operand().max()) {
                return greatest.item_long();
            }
        });
    }

    /** Returns the index of the largest element along a dimension, which is dropped; the first of several. */
    public Tensor argmax(int dimension) {
        try (LongOptional along = new LongOptional(dimension)) {
            return wrap("argmax", () -> operand().argmax(along, false));
        }
    }

    /** Adds the other tensor to this one. */
    public Tensor addInPlace(Tensor other) {
        return inPlace("add_", () -> operand().add_(other.operand()));
    }

    /** Adds factor · other to this tensor. */
    public Tensor addInPlace(Tensor other, double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            return inPlace("add_", () -> operand().add_(other.operand(), scalar));
        }
    }

    /** Multiplies every element by the factor. */
    public Tensor mulInPlace(double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            return inPlace("mul_", () -> operand().mul_(scalar));
        }
    }

    /** Overwrites the elements with the other tensor's, converted if need be. */
    public Tensor copyInPlace(Tensor other) {
        return inPlace("copy_", () -> operand().copy_(other.operand()));
    }

    // An in-place kernel returns a reference to its own tensor, not a new handle: there is nothing to close.
    Tensor inPlace(String operation, Supplier<org.bytedeco.pytorch.Tensor> call) {
        Native.call(operation, call);
        return this;
    }

    // ---- comparison ----

    /**
     * Tells whether shapes and element types agree and every pair of elements is equal by {@code ==}: −0 equals 0, NaN
     * equals nothing. This is what {@code bitwiseEqual} means in reports.
     */
    public boolean isEqualTo(Tensor other) {
        return dtype() == other.dtype() && Native.call("equal", () -> raw().equal(other.raw()));
    }

    /** Tells whether no element is infinite or NaN. */
    public boolean isFinite() {
        try (TensorScope scope = new TensorScope()) {
            return Native.call("isfinite", () -> torch.isfinite(raw()).all().item_bool());
        }
    }

    /** Returns shape, element type, device and the first elements, as in {@code Tensor[2, 3] float32 cpu (1, 2, 3, …)}. */
    @Override
    public String toString() {
        if (closed) {
            return "Tensor (closed)";
        }
        try (TensorScope scope = new TensorScope()) {
            Tensor flat = reshape(Shape.of(elements()));
            double[] first =
                    flat.narrow(0, 0, Math.min(PRINTED_ELEMENTS, elements())).toDoubles();
            String numbers = Arrays.stream(first)
                    .mapToObj(number -> dtype() == DType.INT64
                            ? Long.toString((long) number)
                            : String.format(Locale.ROOT, "%.6g", number))
                    .collect(Collectors.joining(", "));
            String more = elements() > PRINTED_ELEMENTS ? ", …" : "";
            return "Tensor" + shape() + " " + dtype() + " " + device() + " (" + numbers + more + ")";
        }
    }

    private static void checkCount(Shape shape, long numbers) {
        if (shape.elements() != numbers) {
            throw new IllegalArgumentException(
                    "shape " + shape + " holds " + shape.elements() + " numbers, but " + numbers + " were given");
        }
    }
}
