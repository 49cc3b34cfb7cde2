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
     * As {@link #FUSED}, but products of inference are made in bfloat16, by libtorch's oneDNN, of deviations from the forward
     * pass: a = a⁰ + (x − x⁰) Wᵀ, where a⁰ and x⁰ are those of the forward pass, and feedback d W. Rounded to 8 significant bits
     * are x − x⁰, d, W and the product. The forward pass, all that is element by element, the last predictions and feedback, and
     * learning stay in float32, but for a prediction by W Wᵀ of a value that is left out while it moves; so do products of
     * weights with fewer than 128 rows or columns, and of up to 32 samples. It pays from some 256 units a layer on. Its bits
     * depend on the processor, the library and the threads.
     */
    BF16
}
