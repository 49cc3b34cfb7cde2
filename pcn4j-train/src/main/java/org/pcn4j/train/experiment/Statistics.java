package org.pcn4j.train.experiment;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Normalization;
import org.pcn4j.data.Samples;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.DataSpec.Normalize;
import org.pcn4j.train.model.Domain;

/** The means and deviations of samples' inputs, or of the numbers that are learned of them. */
final class Statistics {
    private static final int AT_ONCE = 500;
    private static final double HALF = 0.5;

    private Statistics() {}

    /** Returns what normalizes inputs, if anything is to. */
    static Optional<Normalization> ofInputs(Normalize normalize, Samples samples, Domain domain) {
        int parts = domain instanceof Domain.Images images
                ? images.channels()
                : Math.toIntExact(domain.shape().elements());
        List<Double> halves = Collections.nCopies(parts, HALF);
        return switch (normalize) {
            case NONE -> Optional.empty();
            case STANDARD -> Optional.of(of(samples, parts));
            case SYMMETRIC -> Optional.of(new Normalization(halves, halves));
        };
    }

    /**
     * Returns what brings each part of these samples to mean 0 and deviation 1; one that is the same everywhere, to 0 alone.
     *
     * @param samples at least one, of numbers
     * @param parts channels of images or columns of rows, which lie one after the other
     */
    static Normalization of(Samples samples, int parts) {
        return of(samples, parts, Batch::inputs);
    }

    /**
     * Returns the same of what is learned.
     *
     * @param parts numbers in a target
     */
    static Normalization ofTargets(Samples samples, int parts) {
        return of(samples, parts, Batch::targets);
    }

    private static Normalization of(Samples samples, int parts, Function<Batch, Tensor> side) {
        double[] least = new double[parts];
        double[] greatest = new double[parts];
        double[] sums = new double[parts];
        long[] counts = new long[parts];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
        each(samples, parts, side, (number, part) -> {
            least[part] = Math.min(least[part], number);
            greatest[part] = Math.max(greatest[part], number);
            sums[part] += number;
            counts[part]++;
        });
        // Rounding would give numbers that are all equal another mean and a deviation that is not quite 0.
        double[] means = new double[parts];
        Arrays.setAll(means, i -> least[i] == greatest[i] ? least[i] : sums[i] / counts[i]);
        double[] squares = new double[parts];
        each(samples, parts, side, (number, part) -> squares[part] += (number - means[part]) * (number - means[part]));
        List<Double> deviations = IntStream.range(0, parts)
                .mapToObj(i -> least[i] == greatest[i] ? 1 : Math.sqrt(squares[i] / counts[i]))
                .toList();
        return new Normalization(Arrays.stream(means).boxed().toList(), Collections.unmodifiableList(deviations));
    }

    private static void each(
            Samples samples, int parts, Function<Batch, Tensor> side, ObjIntConsumer<Double> consumer) {
        for (int first = 0; first < samples.size(); first += AT_ONCE) {
            int[] indices = IntStream.range(first, Math.min(samples.size(), first + AT_ONCE))
                    .toArray();
            double[] numbers;
            try (TensorScope scope = new TensorScope()) {
                numbers = side.apply(samples.batch(indices, DType.FLOAT64)).toDoubles();
            }
            int width = numbers.length / indices.length / parts;
            for (int i = 0; i < numbers.length; i++) {
                consumer.accept(numbers[i], i / width % parts);
            }
        }
    }
}
