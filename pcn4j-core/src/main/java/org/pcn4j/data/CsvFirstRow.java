package org.pcn4j.data;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The first row of a table of which nobody said whether it names the columns. It is taken for names where none of its
 * features is a number, and for a row where all are; where the rest of the table speaks against that, it is refused
 * rather than guessed. For one thread.
 */
final class CsvFirstRow {
    // From so many on, a row that counts does not do so by chance.
    private static final int COUNTING = 3;
    private static final int FEW = 2;
    private static final double EVENLY = 1e-9;
    private static final double FIRST_YEAR = 1900;
    private static final double LAST_YEAR = 2100;

    private final String where;
    private final CsvRow first;
    private final List<Integer> features;
    private final List<Integer> labels;
    private final CsvTable.Target target;
    private final List<Integer> numbers;
    private final Set<Integer> numeric;
    private final boolean counts;
    private int others;
    private int othersThatCount;

    /**
     * Looks at the row.
     *
     * @param where the table comes from, for messages
     * @param features the columns of the features, from 0
     * @param labels the columns of the label, from 0: one of a class, or those of numbers
     * @param target what the label is
     */
    CsvFirstRow(String where, CsvRow first, List<Integer> features, List<Integer> labels, CsvTable.Target target) {
        this.where = where;
        this.first = first;
        this.features = features;
        this.labels = labels;
        this.target = target;
        this.numbers = IntStream.range(0, first.fields().size())
                .filter(column -> isNumber(first, column))
                .boxed()
                .toList();
        this.numeric = Set.copyOf(numbers);
        this.counts = counts(first);
    }

    /** Tells whether the row looks like names: no feature is a number. */
    boolean looksLikeNames() {
        return features.stream().noneMatch(numeric::contains);
    }

    /**
     * Makes sure that the row is not half names, half numbers, where the one after it holds numbers alone.
     *
     * @throws DataException if it is
     */
    void requireWhole(CsvRow second) {
        List<Integer> all = target == CsvTable.Target.NUMBER
                ? Stream.concat(features.stream(), labels.stream()).toList()
                : features;
        List<Integer> texts =
                all.stream().filter(column -> !numeric.contains(column)).toList();
        boolean mixed = !texts.isEmpty() && texts.size() < all.size();
        if (mixed && texts.stream().allMatch(column -> column < second.fields().size() && isNumber(second, column))) {
            int text = texts.get(0);
            int number = all.stream().filter(numeric::contains).findFirst().orElseThrow();
            throw unclear(String.format(
                    Locale.ROOT,
                    "column %d holds the number '%s', column %d holds '%s'",
                    number + 1,
                    shown(number),
                    text + 1,
                    shown(text)));
        }
    }

    /** Takes notice of another row. */
    void see(CsvRow other) {
        others++;
        if (counts && counts(other)) {
            othersThatCount++;
        }
    }

    /**
     * Makes sure that the other rows do not speak against what the row was taken for.
     *
     * @param classes those of all other rows; none where numbers are to be learned
     * @throws DataException if they do
     */
    void requireTold(List<String> classes) {
        int label = labels.get(0);
        String own = first.fields().get(label).strip();
        if (looksLikeNames()) {
            if (classes.contains(own)) {
                throw unclear(String.format(
                        Locale.ROOT, "its features are no numbers, and its label '%s' is a class", shown(label)));
            }
            return;
        }
        if (classes.size() >= FEW) {
            requireLikeLabel(own, classes);
        }
        if (counts && others >= FEW && othersThatCount == 0) {
            throw unclear(String.format(
                    Locale.ROOT,
                    "it counts, %s, %s, …, as no other row does",
                    shown(numbers.get(0)),
                    shown(numbers.get(1))));
        }
    }

    private void requireLikeLabel(String own, List<String> classes) {
        int label = labels.get(0);
        Map<String, Integer> counts = new HashMap<>();
        classes.forEach(each -> counts.merge(each, 1, Integer::sum));
        boolean othersAreNumbers = ClassOrder.areNumbers(counts.keySet());
        boolean othersAreTexts =
                counts.keySet().stream().allMatch(each -> CsvNumber.parse(each).isEmpty());
        boolean number = numeric.contains(label);
        if (number ? othersAreTexts : othersAreNumbers) {
            throw unclear(String.format(
                    Locale.ROOT,
                    "its label '%s' is %s number, and those of all other rows are %s",
                    shown(label),
                    number ? "a" : "no",
                    number ? "none" : "numbers"));
        }
        if (featuresDiffer()
                && !counts.containsKey(own)
                && counts.values().stream().allMatch(count -> count > 1)) {
            throw unclear(String.format(
                    Locale.ROOT, "its label '%s' comes once, and all others come several times", shown(label)));
        }
    }

    private boolean featuresDiffer() {
        return features.stream()
                        .map(column -> first.fields().get(column).strip())
                        .distinct()
                        .count()
                == features.size();
    }

    /** Tells whether the numbers increase evenly or are years that increase, in the columns where the first row has numbers. */
    private boolean counts(CsvRow row) {
        if (numbers.size() < COUNTING || row.fields().size() < first.fields().size()) {
            return false;
        }
        double[] values = numbers.stream()
                .map(column -> CsvNumber.parse(row.fields().get(column)))
                .mapToDouble(number -> number.orElse(Double.NaN))
                .toArray();
        double step = values[1] - values[0];
        boolean evenly = true;
        boolean years = true;
        for (int i = 0; i < values.length; i++) {
            years &= values[i] >= FIRST_YEAR && values[i] <= LAST_YEAR && values[i] == Math.rint(values[i]);
            if (i > 0) {
                double found = values[i] - values[i - 1];
                // Not a NaN either.
                evenly &= found > 0 && Math.abs(found - step) <= EVENLY * Math.max(step, Math.abs(values[i]));
                years &= found > 0;
            }
        }
        return evenly || years;
    }

    private static boolean isNumber(CsvRow row, int column) {
        OptionalDouble number = CsvNumber.parse(row.fields().get(column));
        return number.isPresent();
    }

    private String shown(int column) {
        return CsvColumns.shown(first.fields().get(column).strip());
    }

    private DataException unclear(String why) {
        return new DataException(String.format(
                Locale.ROOT,
                "%s, row %d: it may name the columns or be a row like the others: %s; say header: present or header: "
                        + "absent, and where the names are wanted otherwise, names: [one a column]",
                where,
                first.number(),
                why));
    }
}
