package org.pcn4j.tensor;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
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
public final class Tensor extends Handle {
    private volatile @Nullable List<Tensor> pieces;

    /** A handle on a native tensor that nothing else holds. */
    Tensor(org.bytedeco.pytorch.Tensor raw) {
        this(new Block(raw));
    }

    private Tensor(Block block) {
        super(block);
        TensorScope.note(this);
    }

    static Tensor wrap(String operation, Supplier<org.bytedeco.pytorch.Tensor> call) {
        return new Tensor(Native.call(operation, call));
    }

    /** Wraps what may be a view of this tensor's elements, wherever those are when it is asked for its own. */
    private Tensor view(String operation, Supplier<org.bytedeco.pytorch.Tensor> call) {
        return new Tensor(new Block(Native.call(operation, call), open()));
    }

    /** Returns a handle on what a tuple or a vector owns, which outlives it. */
    static Tensor owned(org.bytedeco.pytorch.Tensor borrowed) {
        return new Tensor(new org.bytedeco.pytorch.Tensor(borrowed));
    }

    /**
     * Returns a kernel's result, in memory of this thread's pool if it is in use.
     *
     * @param layout of the result; null if it is not known
     * @param fresh the kernel that makes its result
     * @param into the kernel that writes its result
     */
    static Tensor result(
            String operation,
            @Nullable Layout layout,
            Supplier<org.bytedeco.pytorch.Tensor> fresh,
            UnaryOperator<org.bytedeco.pytorch.Tensor> into) {
        Block block = Pool.ofThread().take(layout);
        if (block == null) {
            return wrap(operation, fresh);
        }
        Tensor result = new Tensor(block);
        Native.call(operation, () -> into.apply(result.operand()));
        return result;
    }

    /** Tells whether the elements are known to lie in the order in which the other tensor's lie, without gaps. */
    public boolean liesAs(Tensor other) {
        return layoutWith(other) != null;
    }

    /** Returns what an element-wise kernel of this tensor and others of its layout gives. */
    Tensor like(
            String operation,
            Supplier<org.bytedeco.pytorch.Tensor> fresh,
            UnaryOperator<org.bytedeco.pytorch.Tensor> into) {
        return result(operation, layout(), fresh, into);
    }

    /** Returns what an element-wise kernel of two tensors gives. */
    Tensor like(
            Tensor other,
            String operation,
            Supplier<org.bytedeco.pytorch.Tensor> fresh,
            UnaryOperator<org.bytedeco.pytorch.Tensor> into) {
        return result(operation, layoutWith(other), fresh, into);
    }

    /**
     * Returns a tensor of these numbers, rounded to the element type.
     *
     * @throws IllegalArgumentException if the shape does not hold as many numbers
     */
    public static Tensor of(DType dtype, Shape shape, double... numbers) {
        return new Tensor(Numbers.of(dtype, shape, numbers));
    }

    /**
     * Returns a float32 tensor of these numbers.
     *
     * @throws IllegalArgumentException if the shape does not hold as many numbers
     */
    public static Tensor of(Shape shape, float[] numbers) {
        return new Tensor(Numbers.of(shape, numbers));
    }

    /** Returns a float64 tensor of these numbers, as {@link #of(Shape, float[])} does of float32. */
    public static Tensor of(Shape shape, double[] numbers) {
        return of(DType.FLOAT64, shape, numbers);
    }

    /** Returns an int64 tensor of these numbers, as {@link #of(Shape, float[])} does of float32. */
    public static Tensor of(Shape shape, long[] numbers) {
        return new Tensor(Numbers.of(shape, numbers));
    }

    /** Returns a tensor on the CPU with every element equal to the number. */
    public static Tensor full(DType dtype, Shape shape, double number) {
        Tensor tensor = new Tensor(new Layout(dtype, shape.toArray()).empty());
        try (Scalar scalar = new Scalar(number)) {
            return tensor.inPlace("fill_", () -> tensor.operand().fill_(scalar));
        }
    }

    /** Returns a tensor of zeros with this one's shape, element type and device. */
    public Tensor zerosLike() {
        return wrap("zeros_like", () -> torch.zeros_like(described()));
    }

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
        return view("alias", () -> torch.alias(raw()));
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
        keepBeyondScopes();
        return this;
    }

    /**
     * Returns the elements in pieces, in their order, for element-wise work: what one kernel has written of a piece is
     * still in a cache for the next one, and several threads can take a piece each. Tensors of the same shape that lie
     * row by row are cut alike; others, and small ones, are one piece, and all are where kernels have several threads.
     *
     * @return borrowed; they live as long as this tensor's elements
     */
    public List<Tensor> pieces() {
        List<Block> cut = ThreadPools.kernelsSplit() ? List.of() : open().pieces();
        return cut.isEmpty() ? List.of(this) : handles(cut);
    }

    /** Handles on the pieces, which are their block's: they are never closed. */
    private List<Tensor> handles(List<Block> cut) {
        List<Tensor> known = pieces;
        if (known == null) {
            known = cut.stream().map(block -> new Tensor(block).keep()).toList();
            pieces = known;
        }
        return known;
    }

    /** Returns these elements, converted if need be. */
    public Tensor to(DType dtype) {
        return view("to", () -> raw().to(dtype.scalarType()));
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
        return view("contiguous", () -> raw().contiguous());
    }

    /**
     * Returns a tensor with the same elements in another shape, a view where the strides allow it.
     *
     * @throws TensorException if the number of elements differs
     */
    public Tensor reshape(Shape shape) {
        return view("reshape", () -> raw().reshape(shape.toArray()));
    }

    /** Returns a view of this matrix with rows and columns exchanged. */
    public Tensor transpose() {
        return view("t", () -> raw().t());
    }

    /** Returns a view of the slice with this index along a dimension, which is dropped. */
    public Tensor select(int dimension, long index) {
        return view("select", () -> raw().select(dimension, index));
    }

    /** Returns a view of {@code length} slices along a dimension, beginning at {@code start}. */
    public Tensor narrow(int dimension, long start, long length) {
        return view("narrow", () -> raw().narrow(dimension, start, length));
    }

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
            // By a tensor, as by a scalar ATen makes a result of its own, and copies it.
            return like(
                    "mul",
                    () -> operand().mul(scalar),
                    into -> torch.mul_out(into, operand(), Factor.of(factor, into)));
        }
    }

    /** Returns the negated elements. */
    public Tensor neg() {
        return wrap("neg", () -> operand().neg());
    }

    /** Returns the matrix product. */
    public Tensor matmul(Tensor other) {
        return result(
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

    /** Returns the sum of all elements. */
    public Tensor sum() {
        return wrap("sum", () -> operand().sum());
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

    /**
     * Tells whether shapes and element types agree and every pair of elements is equal by {@code ==}: −0 equals 0, NaN
     * equals nothing. This is what {@code bitwiseEqual} means in reports.
     */
    public boolean isEqualTo(Tensor other) {
        return dtype() == other.dtype() && Native.call("equal", () -> raw().equal(other.raw()));
    }
}
