package org.pcn4j.train.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.TensorScope;

/** Samples as they were read, before they were prepared for the network. */
public final class Originals {
    private Originals() {}

    /** Returns the first test samples, so many at most. */
    public static List<double[]> ofTest(Prepared prepared, int most) {
        int count = Math.min(most, prepared.test().size());
        try (TensorScope scope = new TensorScope();
                Batch batch = prepared.test().batch(IntStream.range(0, count).toArray(), DType.FLOAT64)) {
            double[] all = prepared.description()
                    .preparation()
                    .inputs()
                    .map(given -> given.invert(batch.inputs()))
                    .orElseGet(() -> batch.inputs().toDoubles());
            int each = all.length / count;
            return IntStream.range(0, count)
                    .mapToObj(i -> Arrays.copyOfRange(all, i * each, (i + 1) * each))
                    .toList();
        }
    }
}
