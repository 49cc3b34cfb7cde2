package org.pcn4j.data;

import java.util.Optional;
import org.pcn4j.tensor.DType;

/** Numbered samples that can be gathered in batches. Immutable and safe for use by several threads. */
public interface Samples {
    /** Returns what the samples are called in messages. */
    String name();

    /** Returns how many there are. */
    int size();

    /**
     * Returns what each sample is, in words, as in {@code 28x28 images in 10 classes}; two parts of one data set agree in
     * it.
     */
    String kind();

    /**
     * Returns the class of each sample, from 0, so that a division can keep some of each class in both parts; nothing, as
     * here, where a sample has none or several.
     *
     * @return an array of its own
     */
    default Optional<int[]> labels() {
        return Optional.empty();
    }

    /**
     * Returns these samples in this order.
     *
     * @param indices each 0 … size − 1
     * @param dtype of whatever is not a token or a label
     * @return new tensors, which the caller or the open scope owns
     * @throws IndexOutOfBoundsException if there is no such sample
     */
    Batch batch(int[] indices, DType dtype);
}
