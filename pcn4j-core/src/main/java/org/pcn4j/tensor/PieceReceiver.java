package org.pcn4j.tensor;

import java.util.List;

/** Reads what all ranks handed to each other. */
@FunctionalInterface
public interface PieceReceiver {
    /**
     * Reads some numbers of all rows.
     *
     * @param from the first of the numbers
     * @param rows those of rank 0, in their order, then those of rank 1, and so on; borrowed, and of no use afterwards
     */
    void read(long from, List<Tensor> rows);
}
