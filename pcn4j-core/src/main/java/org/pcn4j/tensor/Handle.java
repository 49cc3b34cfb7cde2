package org.pcn4j.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * All of a tensor that makes no other tensor: how long it lives, what it is, and its numbers. It is one of the holders of a
 * block, usable until it is closed, which its scope does unless it is kept.
 */
abstract class Handle implements AutoCloseable {
    private static final int PRINTED_ELEMENTS = 8;

    private final Block block;
    private boolean closed;
    private boolean kept;

    Handle(Block block) {
        this.block = block;
    }

    /** Returns the block, of a handle that is not closed. */
    final Block open() {
        if (closed) {
            throw new IllegalStateException("a tensor is used after it was closed");
        }
        return block;
    }

    /** Returns the native tensor, for whatever may keep it or make views of it. */
    final org.bytedeco.pytorch.Tensor raw() {
        return open().lend();
    }

    /** Returns the native tensor, for a kernel that neither keeps it nor makes views of it. */
    final org.bytedeco.pytorch.Tensor operand() {
        return open().operand();
    }

    /** Returns the native tensor to be asked for all but its elements, wherever they are. */
    final org.bytedeco.pytorch.Tensor described() {
        return open().described();
    }

    /**
     * Moves the elements to another place, from which they come back when anyone asks for them. Views of them come back
     * with them.
     *
     * @param place holds the elements as they are now
     */
    public final void moveTo(Elsewhere place) {
        open().moveTo(place);
    }

    /** Returns a number that changes whenever the elements are written, by whatever handle or view. */
    public final long version() {
        return operand()._version();
    }

    /** Tells whether the elements are in this place. */
    public final boolean isIn(Elsewhere place) {
        return open().isIn(place);
    }

    /**
     * Copies slices along the first dimension into an array, one a row. Of a float32 tensor in main memory that lies in
     * row-major order.
     *
     * @param from the first slice
     * @param count how many
     * @param into where slice i goes, from {@code at + i · ld} on
     */
    public final void copyRows(long from, int count, float[] into, int at, int ld) {
        Numbers.copyRows(operand(), from, count, into, at, ld);
    }

    /** Copies slices of a float64 tensor, as {@link #copyRows(long, int, float[], int, int)} does of a float32 one. */
    public final void copyRows(long from, int count, double[] into, int at, int ld) {
        Numbers.copyRows(operand(), from, count, into, at, ld);
    }

    /**
     * Overwrites all elements. Of a float32 tensor in main memory that lies in row-major order.
     *
     * @param numbers as many as elements, from {@code at} on
     */
    public final void write(float[] numbers, int at) {
        Numbers.write(operand(), numbers, at);
    }

    /** Overwrites the elements of a float64 tensor, as {@link #write(float[], int)} does of a float32 one. */
    public final void write(double[] numbers, int at) {
        Numbers.write(operand(), numbers, at);
    }

    /** Returns this matrix with rows and columns exchanged, for such a kernel. */
    final org.bytedeco.pytorch.Tensor transposedOperand() {
        return open().transposed();
    }

    /** Returns how the elements lie, if they lie without gaps in main memory and autograd does not record them. */
    final @Nullable Layout layout() {
        return open().layout();
    }

    /** Returns the layout that this and the other have in common. */
    final @Nullable Layout layoutWith(Handle other) {
        Layout own = layout();
        Layout others = other.layout();
        return own != null && others != null && own.equals(others) ? own : null;
    }

    /** Tells whether these are known to be images with their channels next to each other, and nothing else as well. */
    final boolean hasChannelsLast() {
        Layout known = layout();
        return known != null && known.order() == Layout.Order.CHANNELS_LAST;
    }

    final void keepBeyondScopes() {
        if (!kept) {
            kept = true;
            open().keep();
        }
    }

    final void closeUnlessKept() {
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

    /** Returns the sizes of all dimensions, the batch's included. */
    public Shape shape() {
        return Shape.of(sizes());
    }

    /** Returns the sizes of all dimensions; not to be changed. */
    final long[] sizes() {
        return open().sizes();
    }

    /**
     * Returns the size of one dimension, counted from 0.
     *
     * @throws TensorException if there is no such dimension
     */
    public long size(int dimension) {
        long[] sizes = sizes();
        return dimension >= 0 && dimension < sizes.length
                ? sizes[dimension]
                : Native.call("size", () -> described().size(dimension));
    }

    /** Returns the number of dimensions, the batch's included. */
    public int rank() {
        return sizes().length;
    }

    /** Returns the element type. */
    public DType dtype() {
        return open().dtype();
    }

    /** Returns where the elements live. */
    public Device device() {
        try (org.bytedeco.pytorch.Device device = described().device()) {
            return device.is_cuda() ? Device.cuda(device.index()) : Device.CPU;
        }
    }

    /** Returns the number of elements. */
    public long elements() {
        long elements = 1;
        for (long size : sizes()) {
            elements *= size;
        }
        return elements;
    }

    /** Returns a copy of the elements in row-major order, widened to double. */
    public double[] toDoubles() {
        return Numbers.doubles(operand());
    }

    /** Returns a copy of the elements in row-major order, rounded to float. */
    public float[] toFloats() {
        return Numbers.floats(operand());
    }

    /** Returns a copy of the elements in row-major order, truncated to integers. */
    public long[] toLongs() {
        return Numbers.longs(operand());
    }

    /**
     * Returns the only element.
     *
     * @throws TensorException if there is not exactly one
     */
    public double item() {
        return Native.call("item", () -> raw().item_double());
    }

    /** Tells whether all of these int64 elements, of which there may be none, are from one number to less than another. */
    public boolean isWithin(long from, long to) {
        return elements() == 0 || Native.call("range", () -> Numbers.areWithin(operand(), layout(), from, to));
    }

    /** Tells whether no element is infinite or NaN. */
    public boolean isFinite() {
        try (PointerScope scope = new PointerScope()) {
            return Native.call("isfinite", () -> torch.isfinite(operand()).all().item_bool());
        }
    }

    /** Returns shape, element type, device and the first elements, as in {@code Tensor[2, 3] float32 cpu (1, 2, 3, …)}. */
    @Override
    public String toString() {
        if (closed) {
            return "Tensor (closed)";
        }
        String numbers = Arrays.stream(Numbers.first(operand(), PRINTED_ELEMENTS))
                .mapToObj(number -> dtype() == DType.INT64
                        ? Long.toString((long) number)
                        : String.format(Locale.ROOT, "%.6g", number))
                .collect(Collectors.joining(", "));
        String more = elements() > PRINTED_ELEMENTS ? ", …" : "";
        return "Tensor" + shape() + " " + dtype() + " " + device() + " (" + numbers + more + ")";
    }
}
