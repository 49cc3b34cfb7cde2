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
     * @throws MemoryException if the energy grows, or a covariance does not stay positive definite; nothing is stored then, and the
     *     memory is of no use any more
     */
    Stored store(Tensor images);

    /** Returns its parameters; borrowed. */
    Parameters parameters();
}
