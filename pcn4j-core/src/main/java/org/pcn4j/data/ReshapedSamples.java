package org.pcn4j.data;

import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;

/**
 * Samples whose inputs have another shape and whose targets stay as they are. Immutable and safe for use by several threads.
 *
 * @param samples the samples before
 * @param shape of one input, with as many elements; a batch of another number throws a {@code TensorException}
 */
public record ReshapedSamples(Samples samples, Shape shape) implements DerivedSamples {
    @Override
    public Batch batch(int[] indices, DType dtype) {
        try (Batch batch = samples.batch(indices, dtype)) {
            return new Batch(
                    batch.inputs().reshape(shape.batched(indices.length)),
                    batch.targets().share());
        }
    }
}
