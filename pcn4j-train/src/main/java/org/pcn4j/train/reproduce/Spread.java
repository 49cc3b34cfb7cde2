package org.pcn4j.train.reproduce;

import java.util.List;
import org.pcn4j.train.report.NumberText;

/**
 * A number found by several seeds.
 *
 * @param mean of them
 * @param deviation the standard deviation of the seeds; 0 of a single one
 * @param seeds how many
 */
public record Spread(double mean, double deviation, int seeds) {
    private static final double ROUNDING = 1e-12;

    /** Sums up numbers, at least one. */
    public static Spread of(List<Double> numbers) {
        double mean =
                numbers.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares = numbers.stream()
                .mapToDouble(each -> (each - mean) * (each - mean))
                .sum();
        int count = numbers.size();
        return new Spread(mean, count < 2 ? 0 : Math.sqrt(squares / (count - 1)), count);
    }

    /** Returns it as a page shows it: the mean, and the deviation where there are several seeds. */
    public String text() {
        return text(1);
    }

    /** The same of numbers that are shown in another unit, as in percent. */
    public String text(double factor) {
        if (!Double.isFinite(mean)) {
            return "not finite";
        }
        String number = NumberText.of(factor * mean);
        boolean isAlike = deviation <= ROUNDING * Math.abs(mean);
        return seeds < 2 || isAlike ? number : number + " ± " + NumberText.of(rounded(factor * deviation));
    }

    private static double rounded(double number) {
        double unit = Math.pow(10, Math.floor(Math.log10(number)) - 1);
        return Math.round(number / unit) * unit;
    }
}
