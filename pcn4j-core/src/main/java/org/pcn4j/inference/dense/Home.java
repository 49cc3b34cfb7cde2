package org.pcn4j.inference.dense;

import org.pcn4j.dense.DenseKernels;
import org.pcn4j.tensor.Elsewhere;
import org.pcn4j.tensor.Tensor;

/**
 * Where a matrix W [rows, columns] or a vector is while a program works with it: an array whose rows are padded to whole lines,
 * or, of a matrix that nothing but predictions read, the panels of Wᵀ.
 */
final class Home implements Elsewhere {
    private final DenseKernels kernels;
    private final int rows;
    private final int columns;
    private final boolean inPanels;
    private final float[] numbers;

    /**
     * Prepares a place.
     *
     * @param rows 1 of a vector
     * @param inPanels whether Wᵀ stands there in panels
     */
    Home(DenseKernels kernels, int rows, int columns, boolean inPanels) {
        this.kernels = kernels;
        this.rows = rows;
        this.columns = columns;
        this.inPanels = inPanels;
        this.numbers = new float[inPanels ? columns * DenseKernels.padded(rows) : rows * ld()];
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
        return DenseKernels.padded(columns);
    }

    float[] numbers() {
        return numbers;
    }

    /** Moves the elements of a tensor here, if they are not. */
    void take(Tensor tensor) {
        if (tensor.isIn(this)) {
            return;
        }
        float[] plain = inPanels ? new float[rows * ld()] : numbers;
        if (rows == 1) {
            try (Tensor row = tensor.reshape(org.pcn4j.tensor.Shape.of(1, columns))) {
                row.copyRows(0, 1, plain, 0, ld());
            }
        } else {
            tensor.copyRows(0, rows, plain, 0, ld());
        }
        if (inPanels) {
            kernels.layOutTransposed(plain, ld(), columns, rows, 0, DenseKernels.padded(rows), numbers);
        }
        tensor.moveTo(this);
    }

    @Override
    public void copyTo(float[] into) {
        copyOut(numbers, into);
    }

    /**
     * Copies numbers that are laid out as these into row-major order.
     *
     * @param from laid out as this is
     */
    void copyOut(float[] from, float[] into) {
        if (inPanels) {
            kernels.takeOutTransposed(from, columns, rows, into, columns);
            return;
        }
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, row * ld(), into, row * columns, columns);
        }
    }
}
