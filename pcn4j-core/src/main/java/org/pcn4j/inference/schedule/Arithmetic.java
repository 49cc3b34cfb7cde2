package org.pcn4j.inference.schedule;

/** Whose sums a schedule is carried out by. */
public enum Arithmetic {
    /** libtorch's kernels, in autograd's order: Z-IL has the bits of backpropagation. */
    EXACT,
    /**
     * Dense kernels on Java's arrays: every output is one sum in a fixed order by fused multiply-adds, so that its bits depend on no
     * thread, lane or machine. They are not autograd's.
     */
    FUSED
}
