package org.pcn4j.tensor;

/** A place in which the elements of a float32 or float64 tensor are while something works on them there. */
public interface Elsewhere {
    /**
     * Returns a copy of the elements as they are now, in row-major order.
     *
     * @return {@code float[]} of a float32 tensor, {@code double[]} of a float64 one
     */
    Object toArray();
}
