package org.pcn4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads rows that a trained network is asked about, by the rules by which {@link CsvTable} reads those that it learns from:
 * numbers as 12, -0.5 or 1e-3, finite and within the range of float32. Immutable and safe for use by several threads.
 */
public final class CsvFeatures {
    private final List<String> names;
    private final char separator;

    private CsvFeatures(List<String> names, char separator) {
        this.names = List.copyOf(names);
        this.separator = separator;
    }

    /** Returns the reader of rows with these features, in this order, separated by commas. */
    public static CsvFeatures of(List<String> names) {
        return new CsvFeatures(names, ',');
    }

    /**
     * Returns the same with another separator between fields.
     *
     * @throws IllegalArgumentException if that is a quote or a line break
     */
    public CsvFeatures separatedBy(char other) {
        return new CsvFeatures(names, CsvRows.requireSeparator(other));
    }

    /**
     * Reads one row that was typed.
     *
     * @return as many numbers as there are features
     * @throws DataException if it has more or fewer fields, or one that is no number to learn from
     */
    public double[] row(String typed) {
        String where = "'" + CsvColumns.shown(typed) + "'";
        CsvRows rows = new CsvRows(where, typed, separator);
        CsvRow row = rows.next()
                .orElseThrow(() -> new DataException(String.format(
                        Locale.ROOT, "%s: expected numbers for %s, found none", where, CsvColumns.shown(names))));
        if (row.fields().size() != names.size()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected %d numbers, %s, separated by %s, found %d",
                    where,
                    names.size(),
                    CsvColumns.shown(names),
                    CsvRows.shown(separator),
                    row.fields().size()));
        }
        CsvColumns columns = inOrder(where);
        if (rows.next().isPresent()) {
            throw new DataException(String.format(Locale.ROOT, "%s: expected one row, found several", where));
        }
        return numbers(columns, row);
    }

    /**
     * Reads all rows of a file in UTF-8. A first row that holds the names of all features is a header: columns are then found
     * by their names, in any order, and other columns are passed over. Without a header every row holds the features alone, in
     * their order.
     *
     * @return at least one row, each of as many numbers as there are features, in their order
     * @throws DataException if the file cannot be read, holds no row, lacks a feature or holds a field that is no number to
     *     learn from
     */
    public List<double[]> read(Path file) {
        String where = file.toString();
        CsvRows rows = new CsvRows(where, TextFile.read(file), separator);
        CsvRow first = rows.next()
                .orElseThrow(() -> new DataException(
                        String.format(Locale.ROOT, "empty file %s: expected rows of separated fields", where)));
        boolean headed = isHeader(first);
        CsvColumns columns = headed ? byName(where, first) : inOrder(where);
        if (!headed && first.fields().size() != names.size()) {
            throw unlike(
                    where,
                    first,
                    String.format(Locale.ROOT, "%d fields", first.fields().size()));
        }
        Optional<CsvRow> next = headed ? rows.next() : Optional.of(first);
        List<double[]> all = new ArrayList<>();
        while (next.isPresent()) {
            CsvRow row = next.orElseThrow();
            columns.requireFields(row);
            all.add(numbers(columns, row));
            next = rows.next();
        }
        if (all.isEmpty()) {
            throw new DataException(
                    String.format(Locale.ROOT, "no rows in %s: expected at least one after the header", where));
        }
        return all;
    }

    private boolean isHeader(CsvRow row) {
        boolean words =
                row.fields().stream().anyMatch(field -> CsvNumber.parse(field).isEmpty() && !field.isBlank());
        List<String> stripped = row.fields().stream().map(String::strip).toList();
        return words || (!isNumbered() && new HashSet<>(stripped).containsAll(names));
    }

    /** Tells whether features are called by the numbers of their columns, as those of a file without a header are. */
    private boolean isNumbered() {
        int before = 0;
        for (String name : names) {
            if (!name.matches("[1-9][0-9]{0,2}") || Integer.parseInt(name) <= before) {
                return false;
            }
            before = Integer.parseInt(name);
        }
        return true;
    }

    private CsvColumns byName(String where, CsvRow header) {
        List<String> found = header.fields().stream().map(String::strip).toList();
        if (names.stream().noneMatch(found::contains)) {
            throw unlike(where, header, CsvColumns.shown(found));
        }
        List<Integer> features = names.stream()
                .map(name -> new CsvChoice.Named(name).find(where, found))
                .toList();
        return new CsvColumns(where, found, CsvColumns.Naming.HEADER, List.of(), features);
    }

    private DataException unlike(String where, CsvRow first, String found) {
        return new DataException(String.format(
                Locale.ROOT,
                "%s, row %d: expected a header with the columns %s, or rows of these %d numbers, separated by %s, found %s",
                where,
                first.number(),
                CsvColumns.shown(names),
                names.size(),
                CsvRows.shown(separator),
                found));
    }

    private CsvColumns inOrder(String where) {
        return new CsvColumns(
                where,
                names,
                CsvColumns.Naming.HEADER,
                List.of(),
                IntStream.range(0, names.size()).boxed().toList());
    }

    private static double[] numbers(CsvColumns columns, CsvRow row) {
        return columns.features().stream()
                .mapToDouble(column -> columns.number(row, column))
                .toArray();
    }
}
