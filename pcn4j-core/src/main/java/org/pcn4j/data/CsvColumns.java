package org.pcn4j.data;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What stands in which column of a table.
 *
 * @param where the table comes from, for messages
 * @param names of all columns: those of the header, or numbers from 1
 * @param named whether the names are those of a header
 * @param labels where the label stands, from 0: one column, or several of numbers
 * @param features where the numbers stand, from 0
 */
record CsvColumns(String where, List<String> names, Naming named, List<Integer> labels, List<Integer> features) {
    private static final int SHOWN = 40;

    /** Where the names of the columns come from. */
    enum Naming {
        HEADER,
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
        return named == Naming.HEADER && !name.isBlank()
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
