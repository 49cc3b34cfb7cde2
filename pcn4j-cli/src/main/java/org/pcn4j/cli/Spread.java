package org.pcn4j.cli;

import java.util.List;
import java.util.Locale;

/**
 * How a sample of numbers is spread.
 *
 * @param count how many there are
 * @param mean NaN of none
 * @param deviation the standard deviation of a sample; NaN of fewer than two
 * @param least NaN of none
 * @param most NaN of none
 */
record Spread(int count, double mean, double deviation, double least, double most) {
    static Spread of(List<Double> numbers) {
        double mean =
                numbers.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares =
                numbers.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        return new Spread(
                numbers.size(),
                mean,
                numbers.size() < 2 ? Double.NaN : Math.sqrt(squares / (numbers.size() - 1)),
                numbers.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN),
                numbers.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN));
    }

    /** Returns mean and deviation, each times a factor, as in {@code 97.31 ± 0.12}. */
    String words(double factor, int digits) {
        if (count == 0) {
            return "-";
        }
        String form = "%." + digits + "f";
        return String.format(Locale.ROOT, form, factor * mean)
                + (count < 2 ? "" : String.format(Locale.ROOT, " ± " + form, factor * deviation));
    }

    /** Returns the least and the most, each times a factor, as in {@code 97.20 to 97.41}. */
    String range(double factor, int digits) {
        String form = "%." + digits + "f";
        return count == 0 ? "-" : String.format(Locale.ROOT, form + " to " + form, factor * least, factor * most);
    }
}
