package org.pcn4j.inference.dense;

import org.jspecify.annotations.Nullable;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.tensor.Elsewhere;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Where a matrix W [rows, columns] or a vector is while a program works with it: an array whose rows are padded to whole lines,
 * or, of a matrix that nothing but predictions read, the panels of Wᵀ.
 */
final class Home<A> implements Elsewhere {
    private final DenseKernels<A> kernels;
    private final Carrier<A> carrier;
    private final int rows;
    private final int columns;
    private final boolean inPanels;
    private final A numbers;
    private @Nullable Tensor lender;
    private long version;

    /**
     * Prepares a place.
     *
     * @param rows 1 of a vector
     * @param inPanels whether Wᵀ stands there in panels
     */
    Home(DenseKernels<A> kernels, Carrier<A> carrier, int rows, int columns, boolean inPanels) {
        this.kernels = kernels;
        this.carrier = carrier;
        this.rows = rows;
        this.columns = columns;
        this.inPanels = inPanels;
        this.numbers = carrier.array(inPanels ? columns * kernels.padded(rows) : rows * ld());
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    boolean isInPanels() {
        return inPanels;
    }

    /** How far rows lie apart. */
    int ld() {
        return kernels.padded(columns);
    }

    A numbers() {
        return numbers;
    }

    /**
     * Moves the elements of a tensor here, if they are not.
     *
     * @return whether they were elsewhere
     */
    boolean take(Tensor tensor) {
        if (tensor.isIn(this)) {
            return false;
        }
        copyIn(tensor);
        tensor.moveTo(this);
        return true;
    }

    /**
     * Copies the elements of a tensor here, if they are not, and leaves the tensor's where they are.
     *
     * @return whether they have changed since they were last here
     */
    boolean borrow(Tensor tensor) {
        if (tensor.isIn(this)) {
            return false;
        }
        long now = tensor.version();
        if (lender == tensor && version == now) {
            return false;
        }
        copyIn(tensor);
        lender = tensor;
        version = now;
        return true;
    }

    private void copyIn(Tensor tensor) {
        A plain = inPanels ? carrier.array(rows * ld()) : numbers;
        try (Tensor inOrder = tensor.contiguous();
                Tensor matrix = inOrder.reshape(Shape.of(rows, columns))) {
            carrier.copyRows(matrix, 0, rows, plain, 0, ld());
        }
        if (inPanels) {
            kernels.layOutTransposed(
                    plain, ld(), /* rows= */ columns, /* columns= */ rows, 0, kernels.padded(rows), numbers);
        }
        lender = null;
    }

    @Override
    public Object toArray() {
        return inOrder(numbers);
    }

    /**
     * Returns a copy, in row-major order, of numbers that are laid out as these.
     *
     * @param from laid out as this is
     */
    A inOrder(A from) {
        A into = carrier.array(rows * columns);
        if (inPanels) {
            kernels.takeOutTransposed(from, /* rows= */ columns, /* columns= */ rows, into, columns);
            return into;
        }
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, row * ld(), into, row * columns, columns);
        }
        return into;
    }
}
