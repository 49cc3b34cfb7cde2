package org.pcn4j.systems.memory;

import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;

/** A memory that stores patterns by learning its parameters, which it owns. */
public interface LearningMemory extends Memory {
    /**
     * Stores patterns.
     *
     * @param images [N, …], in the pattern's shape; borrowed
     * @throws IllegalArgumentException if there is none, a size does not fit, or a number is not finite
     * @throws MemoryException if the energy grows, or a covariance does not stay positive definite; the memory then holds
     *     nothing that it could recall, and is to be closed
     */
    default Stored store(Tensor images) {
        return store(images, StoreListener.NONE);
    }

    /** Stores patterns, as {@link #store(Tensor)} does, before a listener that may end it. */
    Stored store(Tensor images, StoreListener listener);

    /** Returns its parameters; borrowed. */
    Parameters parameters();
}
