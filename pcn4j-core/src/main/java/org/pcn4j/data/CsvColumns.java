package org.pcn4j.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands in which column of a table.
 *
 * @param where the table comes from, for messages
 * @param names of all columns: those of the header, those that were given, or numbers from 1
 * @param named where the names come from
 * @param labels where the label stands, from 0: one column, or several of numbers
 * @param features where the numbers stand, from 0
 */
record CsvColumns(String where, List<String> names, Naming named, List<Integer> labels, List<Integer> features) {
    private static final int SHOWN = 40;
    // So many labels may be classes whatever they look like.
    private static final int FEW_CLASSES = 20;
    private static final int MANY_CLASSES = 100;
    // In so many rows nothing counts by chance.
    private static final int MANY_ROWS = 10;
    // As pandas calls what had no name before, and what had none before that: Unnamed: 0.1.
    private static final Pattern NAMELESS = Pattern.compile("|Unnamed: \\d+(\\.\\d+)*");

    /** Where the names of the columns come from. */
    enum Naming {
        HEADER,
        GIVEN,
        NUMBERS
    }

    /** Returns the names of the columns of numbers. */
    List<String> featureNames() {
        return features.stream().map(names::get).toList();
    }

    /** Returns the names of the columns of the label. */
    List<String> labelNames() {
        return labels.stream().map(names::get).toList();
    }

    /**
     * Makes sure that a name in the header, or the lack of one, stands for one column alone of those that are used.
     *
     * @throws DataException if it does not
     */
    void requireDistinctNames() {
        if (named != Naming.HEADER) {
            return;
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int column : Stream.concat(features.stream(), labels.stream())
                .mapToInt(i -> i)
                .sorted()
                .toArray()) {
            Integer before = seen.putIfAbsent(names.get(column), column);
            if (before != null) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s: columns %d and %d are both called '%s': rename them with names: [one a column], leave one "
                                + "out with drop: [%d], or say header: absent if this is no header",
                        where,
                        before + 1,
                        column + 1,
                        shown(names.get(column)),
                        column + 1));
            }
        }
    }

    /**
     * Makes sure that no feature without a name numbers the rows: whoever learns from that learns their order. Where there
     * are names it is one without, whose numbers are whole and differ or mostly count, as those of tables that were put one
     * after another; where there are none, the first one, if it alone
     * counts from 0 or from 1.
     *
     * @param rows of features, [rows, features]
     * @throws DataException if one does
     */
    void requireNoIndex(double[] rows) {
        int width = features.size();
        for (int i = 0; i < width; i++) {
            int column = features.get(i);
            boolean nameless = named == Naming.HEADER
                    && NAMELESS.matcher(names.get(column)).matches();
            if (nameless
                    && rows.length > width
                    && (areWholeAndDiffer(rows, i, width) || mostlyCounts(rows, i, width))) {
                throw index(column);
            }
        }
        boolean first = named == Naming.NUMBERS && width > 1 && features.get(0) == 0;
        if (first && rows.length >= MANY_ROWS * width && rows[0] >= 0 && rows[0] <= 1 && counts(rows, 0, width)) {
            for (int i = 1; i < width; i++) {
                if (counts(rows, i, width)) {
                    return;
                }
            }
            throw index(0);
        }
    }

    private DataException index(int column) {
        return new DataException(String.format(
                Locale.ROOT,
                "%s: column %d has no name and numbers the rows: leave it out with drop: [%d], or name all columns with "
                        + "names: [one a column] if it is a feature",
                where,
                column + 1,
                column + 1));
    }

    /** Tells whether each number in a column is the one before and 1. */
    private static boolean counts(double[] rows, int from, int step) {
        for (int i = from; i < rows.length; i += step) {
            if (i > from && rows[i] != rows[i - step] + 1) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether at least half of the numbers in a column of many rows are the one before and 1. */
    private static boolean mostlyCounts(double[] rows, int from, int step) {
        int counted = 0;
        for (int i = from + step; i < rows.length; i += step) {
            counted += rows[i] == rows[i - step] + 1 ? 1 : 0;
        }
        return rows.length >= MANY_ROWS * step && 2L * counted * step >= rows.length;
    }

    private static boolean areWholeAndDiffer(double[] rows, int from, int step) {
        Set<Double> seen = new HashSet<>();
        for (int i = from; i < rows.length; i += step) {
            if (rows[i] < 0 || rows[i] != Math.rint(rows[i]) || !seen.add(rows[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes sure that a row has a field for each column.
     *
     * @throws DataException if it has not
     */
    void requireFields(CsvRow row) {
        if (row.fields().size() != names.size()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s, row %d: expected %d fields, found %d",
                    where,
                    row.number(),
                    names.size(),
                    row.fields().size()));
        }
    }

    /**
     * Makes sure that labels are few enough to be classes.
     *
     * @param classes the distinct labels
     * @param rows how many labels there are in all
     * @throws DataException if they are not: what they may be instead
     */
    void requireClasses(List<String> classes, int rows) {
        boolean most = 2L * classes.size() > rows;
        boolean areNumbers = ClassOrder.areNumbers(classes);
        boolean fractions = areNumbers
                && classes.stream()
                        .mapToDouble(name -> CsvNumber.parse(name).orElse(Double.NaN))
                        .anyMatch(value -> value != Math.rint(value));
        if ((classes.size() > FEW_CLASSES && most) || (classes.size() > MANY_CLASSES && fractions)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s, column %d: the label has %d different %s in %d rows, which are no classes: %s"
                            + "name the column of the classes with label:",
                    where,
                    labels.get(0) + 1,
                    classes.size(),
                    areNumbers ? "numbers" : "texts",
                    rows,
                    areNumbers ? "say target: number to learn the number itself, or " : ""));
        }
    }

    /**
     * Returns the number in a column.
     *
     * @throws DataException if there is none or if it is not finite
     */
    double number(CsvRow row, int column) {
        String field = row.fields().get(column);
        OptionalDouble number = CsvNumber.parse(field);
        if (number.isEmpty()) {
            throw new DataException(
                    field.isBlank()
                            ? String.format(Locale.ROOT, "%s: a number is missing", place(row, column))
                            : String.format(Locale.ROOT, "%s: '%s' is no number", place(row, column), shown(field)));
        }
        double value = number.getAsDouble();
        // As a float32, which networks mostly learn from. A NaN is not within either.
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: '%s' is no finite number, expected at most %s in absolute value",
                    place(row, column),
                    shown(field),
                    Float.MAX_VALUE));
        }
        return value;
    }

    /**
     * Returns the class that a row is of, without blanks around it.
     *
     * @throws DataException if the field is empty
     */
    String className(CsvRow row) {
        int label = labels.get(0);
        String name = row.fields().get(label).strip();
        if (name.isEmpty()) {
            throw new DataException(String.format(Locale.ROOT, "%s: the label is missing", place(row, label)));
        }
        return name;
    }

    private String place(CsvRow row, int column) {
        String name = names.get(column);
        return named != Naming.NUMBERS && !name.isBlank()
                ? String.format(Locale.ROOT, "%s, row %d, column '%s'", where, row.number(), shown(name))
                : String.format(Locale.ROOT, "%s, row %d, column %d", where, row.number(), column + 1);
    }

    /** Returns what to show of a field in a message: one line, not too long. */
    static String shown(String field) {
        String line = field.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    /** Returns columns' names to show in a message. */
    static String shown(List<String> names) {
        Stream<String> all = names.stream().map(name -> "'" + shown(name) + "'");
        return names.size() <= SHOWN
                ? String.join(", ", all.toList())
                : String.join(", ", all.limit(SHOWN).toList()) + ", …";
    }
}
