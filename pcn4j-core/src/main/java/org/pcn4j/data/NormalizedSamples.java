package org.pcn4j.data;

import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;

/** Samples whose inputs, targets or both are normalized on their way into a batch: in double precision, rounded last. */
record NormalizedSamples(Samples samples, Optional<Normalization> inputs, Optional<Normalization> targets)
        implements DerivedSamples {
    @Override
    public Batch batch(int[] indices, DType dtype) {
        try (Batch batch = samples.batch(indices, DType.FLOAT64)) {
            return new Batch(normalized(batch.inputs(), inputs, dtype), normalized(batch.targets(), targets, dtype));
        }
    }

    private static Tensor normalized(Tensor numbers, Optional<Normalization> normalization, DType dtype) {
        return numbers.dtype() == DType.INT64
                ? numbers.share()
                : normalization.map(given -> given.apply(numbers, dtype)).orElseGet(() -> numbers.to(dtype));
    }
}
