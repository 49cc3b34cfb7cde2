package org.pcn4j.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.data.Normalization;
import org.pcn4j.tensor.Tensor;

/**
 * What the numbers are that a network learns, so that errors are told in their own units. Immutable.
 *
 * @param names one a number
 * @param scale what they were scaled by to be learned, if they were
 */
public record Targets(List<String> names, Optional<Normalization> scale) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the scale is of another number of numbers
     */
    public Targets {
        names = List.copyOf(names);
        if (scale.isPresent() && scale.get().means().size() != names.size()) {
            throw new IllegalArgumentException("expected a scale of " + names.size() + " numbers, found "
                    + scale.get().means().size());
        }
    }

    /** Returns numbers as the network has them, [B, numbers], in their units, row by row. */
    double[] inUnits(Tensor numbers) {
        return scale.map(given -> given.invert(numbers)).orElseGet(numbers::toDoubles);
    }

    /** Collects errors, batch by batch. For one thread. */
    final class Errors {
        private final double[] squares = new double[names.size()];
        private final double[] distances = new double[names.size()];
        private final List<double[]> seen = new ArrayList<>();

        /**
         * Adds a batch.
         *
         * @param said what the network says, row by row, in units
         * @param right what is right
         */
        void add(double[] said, double[] right) {
            for (int i = 0; i < right.length; i++) {
                double error = said[i] - right[i];
                squares[i % names.size()] += error * error;
                distances[i % names.size()] += Math.abs(error);
            }
            seen.add(right);
        }

        List<Regression> result() {
            List<Regression> all = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                int number = i;
                double[] right = seen.stream()
                        .flatMapToDouble(batch -> IntStream.range(0, batch.length / names.size())
                                .mapToDouble(row -> batch[row * names.size() + number]))
                        .toArray();
                // Rounding would give equal numbers another mean.
                double first = right[0];
                double mean =
                        first + Arrays.stream(right).map(each -> each - first).sum() / right.length;
                double spread = Arrays.stream(right)
                        .map(each -> (each - mean) * (each - mean))
                        .sum();
                all.add(new Regression(
                        names.get(i),
                        Math.sqrt(squares[i] / right.length),
                        distances[i] / right.length,
                        spread > 0 ? 1 - squares[i] / spread : Double.NaN));
            }
            return all;
        }
    }
}
