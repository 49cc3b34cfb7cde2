package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;

/**
 * Samples whose inputs have another shape.
 *
 * @param shape of one, with as many elements
 */
record ReshapedSamples(Samples samples, Shape shape) implements Samples {
    @Override
    public String name() {
        return samples.name();
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public String kind() {
        return samples.kind();
    }

    @Override
    public Optional<int[]> labels() {
        return samples.labels();
    }

    @Override
    public Batch batch(int[] indices, DType dtype) {
        try (Batch batch = samples.batch(indices, dtype)) {
            return new Batch(
                    batch.inputs().reshape(shape.batched(indices.length)),
                    batch.targets().share());
        }
    }
}
