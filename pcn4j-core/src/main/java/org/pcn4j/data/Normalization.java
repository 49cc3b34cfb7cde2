package org.pcn4j.data;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;

/**
 * x ↦ (x − mean) / deviation for each channel of images, or each column of rows. The same for training samples and test samples, with
 * the statistics of the former.
 *
 * @param means one a channel, finite
 * @param deviations one a channel, finite, greater than 0
 */
public record Normalization(List<Double> means, List<Double> deviations) {
    private static final double LEVELS = 255;

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if they have not the same length, at least 1, or a number is out of its range
     */
    public Normalization {
        means = List.copyOf(means);
        deviations = List.copyOf(deviations);
        if (means.isEmpty() || means.size() != deviations.size()) {
            throw new IllegalArgumentException("normalization: expected a mean and a deviation for each channel, found "
                    + means.size() + " and " + deviations.size());
        }
        boolean finite = means.stream().allMatch(Double::isFinite);
        if (!finite || !deviations.stream().allMatch(each -> each > 0 && Double.isFinite(each))) {
            throw new IllegalArgumentException(
                    "normalization: expected finite means and finite deviations greater than 0, found " + means
                            + " and " + deviations);
        }
    }

    /**
     * Returns the statistics of all pixels of images; a channel that is the same everywhere has the deviation 1.
     *
     * @param images at least one
     * @throws IllegalArgumentException if there is none
     */
    public static Normalization of(LabeledImages images) {
        if (images.size() == 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "statistics of '%s': there are no images", images.name()));
        }
        // Whole numbers are summed without rounding.
        long[] sums = new long[images.channels()];
        long[] squares = new long[images.channels()];
        int pixels = images.height() * images.width();
        float[] image = new float[images.numbersPerImage()];
        for (int i = 0; i < images.size(); i++) {
            images.copyPixels(i, image, 0);
            for (int j = 0; j < image.length; j++) {
                long level = Math.round(image[j] * LEVELS);
                sums[j / pixels] += level;
                squares[j / pixels] += level * level;
            }
        }
        double count = (double) pixels * images.size();
        List<Double> means = IntStream.range(0, sums.length)
                .mapToObj(channel -> sums[channel] / count / LEVELS)
                .toList();
        List<Double> deviations = IntStream.range(0, sums.length)
                .mapToObj(channel -> deviation(sums[channel] / count, squares[channel] / count))
                .toList();
        return new Normalization(means, deviations);
    }

    private static double deviation(double mean, double square) {
        double variance = square - mean * mean;
        return variance > 0 ? Math.sqrt(variance) / LEVELS : 1;
    }

    /** Returns the normalization by the same statistics everywhere. */
    public static Normalization of(double mean, double deviation, int channels) {
        return new Normalization(Collections.nCopies(channels, mean), Collections.nCopies(channels, deviation));
    }

    /**
     * Returns samples with their inputs normalized and their targets as they are.
     *
     * @param samples whose inputs hold these channels one after the other, in whatever shape
     */
    public Samples applyTo(Samples samples) {
        return new NormalizedSamples(samples, Optional.of(this), Optional.empty());
    }

    /**
     * Returns samples with their targets normalized and their inputs as they are.
     *
     * @param samples whose targets are numbers and hold these channels one after the other
     */
    public Samples applyToTargets(Samples samples) {
        return new NormalizedSamples(samples, Optional.empty(), Optional.of(this));
    }

    /** Returns normalized inputs of the same element type: {@link #apply(Tensor, DType)}. */
    public Tensor apply(Tensor inputs) {
        return apply(inputs, inputs.dtype());
    }

    /**
     * Returns normalized numbers, a new tensor. All is computed in double precision and rounded once, at the end: numbers that
     * are large and differ by little, as seconds since 1970, keep their differences where they are given as float64.
     *
     * @param numbers [B, …] of floating-point numbers, these channels one after the other; borrowed
     * @param dtype float32 or float64
     * @throws IllegalArgumentException if they are tokens, or do not divide into as many channels
     */
    public Tensor apply(Tensor numbers, DType dtype) {
        double[] all = numbers.toDoubles();
        each(numbers, all, (number, mean, deviation) -> (number - mean) / deviation);
        return Tensor.of(dtype, numbers.shape(), all);
    }

    /**
     * Returns the numbers that {@link #apply(Tensor, DType)} came from, y ↦ y · deviation + mean, in double precision.
     *
     * @param normalized [B, …] of floating-point numbers, these channels one after the other; borrowed
     * @return row-major, as many as the tensor has
     * @throws IllegalArgumentException if they are tokens, or do not divide into as many channels
     */
    public double[] invert(Tensor normalized) {
        double[] all = normalized.toDoubles();
        each(normalized, all, (number, mean, deviation) -> number * deviation + mean);
        return all;
    }

    /** A number of a channel in another measure. */
    private interface Measure {
        double of(double number, double mean, double deviation);
    }

    private void each(Tensor numbers, double[] all, Measure measure) {
        int channels = means.size();
        long each = numbers.elements() / numbers.size(0);
        if (numbers.dtype() == DType.INT64 || each % channels != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "normalization: expected numbers in %d channels, found %s %s",
                    channels,
                    numbers.dtype(),
                    numbers.shape()));
        }
        int pixels = Math.toIntExact(each / channels);
        for (int from = 0; from < all.length; from += pixels) {
            double mean = means.get(from / pixels % channels);
            double deviation = deviations.get(from / pixels % channels);
            for (int i = from; i < from + pixels; i++) {
                all[i] = measure.of(all[i], mean, deviation);
            }
        }
    }
}
