package org.pcn4j.train.run;

import java.util.Arrays;
import java.util.Optional;
import org.pcn4j.train.file.ProtoMessage;

/** How many numbers lie where, between the least and the greatest, as TensorBoard's {@code HistogramProto} has it. */
final class Histogram {
    private static final int BUCKETS = 30;
    private static final int LEAST = 1;
    private static final int GREATEST = 2;
    private static final int COUNT = 3;
    private static final int SUM = 4;
    private static final int SUM_OF_SQUARES = 5;
    private static final int LIMITS = 6;
    private static final int COUNTS = 7;

    private Histogram() {}

    /**
     * Counts.
     *
     * @param all of which those that are not finite are left out
     * @return empty if no number is left
     */
    static Optional<ProtoMessage> of(double[] all) {
        double[] numbers = Arrays.stream(all).filter(Double::isFinite).toArray();
        if (numbers.length == 0) {
            return Optional.empty();
        }
        double least = Arrays.stream(numbers).min().orElseThrow();
        double greatest = Arrays.stream(numbers).max().orElseThrow();
        double[] counts = new double[BUCKETS];
        for (double number : numbers) {
            double place = greatest > least ? (number / 2 - least / 2) / (greatest / 2 - least / 2) : 0;
            counts[Math.min((int) (place * BUCKETS), BUCKETS - 1)]++;
        }
        double[] limits = new double[BUCKETS];
        Arrays.setAll(limits, i -> least + (greatest / BUCKETS - least / BUCKETS) * (i + 1));
        limits[BUCKETS - 1] = greatest;
        return Optional.of(new ProtoMessage()
                .float64(LEAST, least)
                .float64(GREATEST, greatest)
                .float64(COUNT, numbers.length)
                .float64(SUM, Arrays.stream(numbers).sum())
                .float64(
                        SUM_OF_SQUARES,
                        Arrays.stream(numbers).map(number -> number * number).sum())
                .float64s(LIMITS, limits)
                .float64s(COUNTS, counts));
    }
}
