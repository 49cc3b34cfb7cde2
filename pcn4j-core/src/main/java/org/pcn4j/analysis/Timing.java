package org.pcn4j.analysis;

import java.util.Arrays;

/**
 * How long something took, over many times: what a noisy machine does to a few of them moves none of the three.
 *
 * @param median in milliseconds
 * @param p10 in milliseconds; a tenth took no longer
 * @param p90 in milliseconds; nine tenths took no longer
 */
public record Timing(double median, double p10, double p90) {
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * Sums up durations; between two of them, quantiles are interpolated linearly.
     *
     * @param nanos in nanoseconds, at least one
     * @throws IllegalArgumentException if there is none
     */
    public static Timing of(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("nothing was timed");
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Timing(quantile(sorted, 0.5), quantile(sorted, 0.1), quantile(sorted, 0.9));
    }

    private static double quantile(long[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        double share = position - below;
        return ((1 - share) * sorted[below] + share * sorted[above]) / NANOS_PER_MILLI;
    }
}
