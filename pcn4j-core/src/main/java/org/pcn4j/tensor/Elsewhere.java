package org.pcn4j.tensor;

/** A place in which the elements of a float32 tensor are while something works on them there. */
public interface Elsewhere {
    /**
     * Copies the elements into an array as they are now.
     *
     * @param numbers as many as the tensor has, in row-major order
     */
    void copyTo(float[] numbers);
}
