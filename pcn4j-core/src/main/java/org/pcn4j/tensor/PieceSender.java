package org.pcn4j.tensor;

/** Writes what this rank hands to the others. */
@FunctionalInterface
public interface PieceSender {
    /**
     * Writes some numbers of a row.
     *
     * @param row of this rank's
     * @param from the first of the numbers
     * @param into where they go, as many as it holds; borrowed
     */
    void write(int row, long from, Tensor into);
}
