package org.pcn4j.inference.schedule;

/** Whose sums a schedule is carried out by. */
public enum Arithmetic {
    /** libtorch's kernels, in autograd's order: Z-IL has the bits of backpropagation. */
    EXACT,
    /**
     * Dense kernels on Java's arrays: every output is one sum in a fixed order by fused multiply-adds, so that its bits depend on no
     * thread, lane or machine. They are not autograd's.
     */
    FUSED,
    /**
     * As {@link #FUSED}, but products of inference are made in bfloat16, by libtorch's oneDNN, of deviations from the forward pass:
     * a = a⁰ + (x − x⁰) Wᵀ, where a⁰ and x⁰ are those of the forward pass, and feedback d W; x − x⁰, d and W are rounded to 8 bits of
     * fraction and the product is, too. The forward pass, all that is element by element, the last predictions and
     * learning stay in float32. Its bits depend on the machine and on the library.
     */
    BF16
}
