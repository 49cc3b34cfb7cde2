package org.pcn4j.inference.dense;

import org.jspecify.annotations.Nullable;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A parameter W [rows, columns], or a vector, in the layouts that products read. */
final class Weights {
    private final DenseKernels kernels;
    private final boolean isVector;
    private Home home;
    private @Nullable Tensor guest;
    private final float[] zeros;
    private float[] transposed = new float[0];
    private float[] plain = new float[0];
    private float[] gram = new float[0];

    Weights(DenseKernels kernels, Shape shape, boolean inPanels) {
        this.kernels = kernels;
        this.isVector = shape.rank() == 1;
        int rows = isVector ? 1 : Math.toIntExact(shape.size(0));
        int columns = Math.toIntExact(shape.elements() / rows);
        this.home = new Home(kernels, rows, columns, inPanels);
        this.zeros = new float[DenseKernels.padded(Math.max(rows, columns))];
    }

    /** Returns a place for something else of the parameter's shape, laid out as it is. */
    Home homeAlike() {
        return new Home(kernels, home.rows(), home.columns(), home.isInPanels());
    }

    /**
     * Moves the parameter here, if it is not; another one that was here keeps the place that it had.
     *
     * @return whether it was elsewhere
     */
    boolean take(Tensor theta) {
        welcome(theta);
        return home.take(theta);
    }

    /**
     * Copies the parameter here, if it is not.
     *
     * @return whether it has changed since it was last here
     */
    boolean borrow(Tensor theta) {
        welcome(theta);
        return home.borrow(theta);
    }

    private void welcome(Tensor theta) {
        if (guest != theta) {
            home = guest == null ? home : homeAlike();
            guest = theta;
        }
    }

    boolean isVector() {
        return isVector;
    }

    Home home() {
        return home;
    }

    /** A row of zeros, as long as any that the products write. */
    float[] zeros() {
        return zeros;
    }

    /** The panels of Wᵀ, which predictions read. */
    float[] transposed() {
        return home.isInPanels() ? home.numbers() : transposed;
    }

    /** The panels of W, which feedback reads. */
    float[] plain() {
        return plain;
    }

    /** Makes room for the panels. */
    void makeRoom() {
        if (!home.isInPanels() && transposed.length == 0) {
            transposed = new float[home.columns() * DenseKernels.padded(home.rows())];
            plain = new float[home.rows() * DenseKernels.padded(home.columns())];
        }
    }

    /** The panels of W Wᵀ. */
    float[] gram() {
        return gram;
    }

    /** Makes room for W Wᵀ. */
    void makeRoomForGram() {
        gram = new float[home.rows() * DenseKernels.padded(home.rows())];
    }

    void layOutTransposed(int from, int to) {
        kernels.layOutTransposed(home.numbers(), home.ld(), home.columns(), home.rows(), from, to, transposed);
    }

    void layOutPlain(int from, int to) {
        kernels.layOut(home.numbers(), home.ld(), home.rows(), home.columns(), from, to, plain);
    }
}
