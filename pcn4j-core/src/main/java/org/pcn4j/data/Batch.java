package org.pcn4j.data;

import org.pcn4j.tensor.Tensor;

/**
 * Samples with their classes. Whoever holds it closes it, or leaves it to the open {@link
 * org.pcn4j.tensor.TensorScope}.
 *
 * @param inputs [B, …], 0 (no ink) … 1 (full ink)
 * @param labels the classes, int64 [B]
 */
public record Batch(Tensor inputs, Tensor labels) implements AutoCloseable {
    /** Closes both tensors. */
    @Override
    public void close() {
        inputs.close();
        labels.close();
    }
}
