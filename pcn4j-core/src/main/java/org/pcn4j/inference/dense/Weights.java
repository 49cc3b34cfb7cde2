package org.pcn4j.inference.dense;

import org.jspecify.annotations.Nullable;
import org.pcn4j.dense.DenseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A parameter W [rows, columns], or a vector, in the layouts that products read. */
final class Weights<A> {
    private final DenseKernels<A> kernels;
    private final Carrier<A> carrier;
    private final boolean isVector;
    private Home<A> home;
    private @Nullable Tensor guest;
    private final A zeros;
    private A transposed;
    private A plain;
    private A gram;

    Weights(DenseKernels<A> kernels, Carrier<A> carrier, Shape shape, boolean inPanels) {
        this.kernels = kernels;
        this.carrier = carrier;
        this.isVector = shape.rank() == 1;
        int rows = isVector ? 1 : Math.toIntExact(shape.size(0));
        int columns = Math.toIntExact(shape.elements() / rows);
        this.home = new Home<>(kernels, carrier, rows, columns, inPanels);
        this.zeros = carrier.array(kernels.padded(Math.max(rows, columns)));
        this.transposed = carrier.array(0);
        this.plain = transposed;
        this.gram = transposed;
    }

    /** Returns a place for something else of the parameter's shape, laid out as it is. */
    Home<A> homeAlike() {
        return new Home<>(kernels, carrier, home.rows(), home.columns(), home.isInPanels());
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

    /** How many numbers the parameter has. */
    long elements() {
        return (long) home.rows() * home.columns();
    }

    boolean isVector() {
        return isVector;
    }

    Home<A> home() {
        return home;
    }

    /** A row of zeros, as long as any that the products write. */
    A zeros() {
        return zeros;
    }

    /** The panels of Wᵀ, which predictions read. */
    A transposed() {
        return home.isInPanels() ? home.numbers() : transposed;
    }

    /** The panels of W, which feedback reads. */
    A plain() {
        return plain;
    }

    /** Makes room for the panels. */
    void makeRoom() {
        if (!home.isInPanels() && carrier.length(transposed) == 0) {
            transposed = carrier.array(home.columns() * kernels.padded(home.rows()));
            plain = carrier.array(home.rows() * kernels.padded(home.columns()));
        }
    }

    /** How many numbers both kinds of panels hold. */
    int numbers() {
        return carrier.length(transposed) + carrier.length(plain);
    }

    /** The panels of W Wᵀ. */
    A gram() {
        return gram;
    }

    /** Makes room for W Wᵀ. */
    void makeRoomForGram() {
        gram = carrier.array(home.rows() * kernels.padded(home.rows()));
    }

    void layOutTransposed(int from, int to) {
        kernels.layOutTransposed(home.numbers(), home.ld(), home.columns(), home.rows(), from, to, transposed);
    }

    void layOutPlain(int from, int to) {
        kernels.layOut(home.numbers(), home.ld(), home.rows(), home.columns(), from, to, plain);
    }
}
