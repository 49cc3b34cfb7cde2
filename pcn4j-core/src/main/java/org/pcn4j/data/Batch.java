package org.pcn4j.data;

import org.pcn4j.tensor.Tensor;

/**
 * Samples with what is to be learned of them. Whoever holds it closes it, or leaves it to the open {@link
 * org.pcn4j.tensor.TensorScope}, and not before whatever learns from it, on another thread too, has returned.
 *
 * @param inputs [B, …]: numbers, as pixels from 0 to 1, or int64 tokens
 * @param targets class labels, int64 [B] or [B, T], or numbers [B, …]
 */
public record Batch(Tensor inputs, Tensor targets) implements AutoCloseable {
    /** Closes both tensors, which then cannot be used any more. Closing twice does nothing. */
    @Override
    public void close() {
        inputs.close();
        targets.close();
    }
}
