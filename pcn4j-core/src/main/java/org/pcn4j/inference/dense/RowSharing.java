package org.pcn4j.inference.dense;

import org.pcn4j.tensor.Tensor;

/** Processes that each act on some rows of a batch, and all learn from all of them. */
public interface RowSharing {
    /** Returns this process's number, 0 … {@link #size} − 1. */
    int rank();

    /** Returns how many processes there are, at least 2. */
    int size();

    /**
     * Gathers what all processes have.
     *
     * @param own a row of numbers, as long as everybody's; borrowed
     * @return a tensor with a row of each, in the order of their numbers; the caller's
     */
    Tensor gather(Tensor own);
}
