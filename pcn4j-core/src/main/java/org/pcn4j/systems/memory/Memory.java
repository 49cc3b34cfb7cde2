package org.pcn4j.systems.memory;

import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * What has stored patterns and recalls them. Recalling changes nothing, and several threads may do it at once, but not while
 * one stores. Close it when done.
 */
public interface Memory extends AutoCloseable {
    /** Returns the shape of a pattern, as [1, 28, 28]. */
    Shape pattern();

    /**
     * Recalls whole patterns from a part of them.
     *
     * @param corrupted [B, …], in the pattern's shape; what it holds where nothing is known is not read; borrowed
     * @param known ones where an element is known, zeros elsewhere: [B, …], or in the pattern's shape for all alike; borrowed
     * @return what was recalled, which the caller closes
     * @throws IllegalArgumentException if a size does not fit, the mask holds other numbers, nothing is known of a pattern, or
     *     what is known is not finite
     * @throws MemoryException if the energy grows
     */
    Recall recall(Tensor corrupted, Tensor known);

    /**
     * Recalls patterns of which every element may be wrong.
     *
     * @param corrupted [B, …], in the pattern's shape; borrowed
     * @return what was recalled, which the caller closes
     * @throws IllegalArgumentException if a size does not fit, or a number is not finite
     * @throws MemoryException if the energy grows
     */
    Recall denoise(Tensor corrupted);

    @Override
    void close();
}
