package org.pcn4j.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.pcn4j.train.Regression;
import org.pcn4j.train.Scored;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.RunResult;

/**
 * A number that says how well a network does: a tile and a curve of its own. What is listed here is shown.
 *
 * @param name as it is read, in {@code validation accuracy}
 * @param value in its unit
 * @param unit as in {@code %}; may be empty
 * @param better which of two values is
 */
record Measure(String name, double value, String unit, Better better) {
    private static final String PERCENT = "%";

    /** Which of two values is better. */
    enum Better {
        MORE,
        LESS
    }

    /** Returns what an evaluation found, the loss last. */
    static List<Measure> of(Evaluated evaluated) {
        return of(evaluated.accuracy(), evaluated.numbers(), evaluated.scored(), evaluated.loss());
    }

    /** Returns what the test found, the loss last. */
    static List<Measure> of(RunResult result) {
        return of(result.accuracy(), result.numbers(), result.scored(), result.loss());
    }

    private static List<Measure> of(OptionalDouble accuracy, List<Regression> numbers, Scored scored, double loss) {
        List<Measure> all = new ArrayList<>();
        accuracy.ifPresent(share -> all.add(new Measure("accuracy", 100 * share, PERCENT, Better.MORE)));
        for (Regression number : numbers) {
            String of = numbers.size() > 1 ? number.name() + " " : "";
            all.add(new Measure(of + "RMSE", number.rmse(), "", Better.LESS));
            all.add(new Measure(of + "MAE", number.mae(), "", Better.LESS));
            all.add(new Measure(of + "R²", number.r2(), "", Better.MORE));
        }
        all.add(new Measure(scored.label(), loss, "", Better.LESS));
        return all;
    }

    /** Returns what an evaluation found by this name; NaN if it did not look. */
    static double valueOf(Evaluated evaluated, String name) {
        return of(evaluated).stream()
                .filter(measure -> measure.name().equals(name))
                .mapToDouble(Measure::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Tells whether this is the loss, which has a chart together with that of training. */
    boolean isLoss() {
        return name.equals(Scored.LOSS.label());
    }

    /** Tells whether this is better than another value of the same measure. */
    boolean isBetterThan(Measure other) {
        return better == Better.MORE ? value > other.value : value < other.value;
    }

    /** Returns the value with its unit. */
    String text() {
        if (unit.equals(PERCENT)) {
            return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f %%", value) : "–";
        }
        return unit.isEmpty() ? NumberText.of(value) : NumberText.of(value) + " " + unit;
    }
}
