package org.pcn4j.data;

import java.util.Optional;
import org.pcn4j.tensor.DType;

/** Samples whose inputs are normalised on their way into a batch. */
record NormalisedSamples(Samples samples, Normalisation normalisation) implements Samples {
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
                    normalisation.apply(batch.inputs()), batch.targets().share());
        }
    }
}
