package org.pcn4j.data;

import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;

/** Samples whose inputs, targets or both are normalised on their way into a batch: in double precision, rounded last. */
record NormalisedSamples(Samples samples, Optional<Normalisation> inputs, Optional<Normalisation> targets)
        implements DerivedSamples {
    @Override
    public Batch batch(int[] indices, DType dtype) {
        try (Batch batch = samples.batch(indices, DType.FLOAT64)) {
            return new Batch(normalised(batch.inputs(), inputs, dtype), normalised(batch.targets(), targets, dtype));
        }
    }

    private static Tensor normalised(Tensor numbers, Optional<Normalisation> normalisation, DType dtype) {
        return numbers.dtype() == DType.INT64
                ? numbers.share()
                : normalisation.map(given -> given.apply(numbers, dtype)).orElseGet(() -> numbers.to(dtype));
    }
}
