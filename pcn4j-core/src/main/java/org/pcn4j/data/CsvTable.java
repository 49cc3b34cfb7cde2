package org.pcn4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a table from a CSV file, UTF-8, as RFC 4180 describes them: a column says of which class a row is, or holds the
 * number to learn, and all others hold numbers, the features.
 *
 * <p>Unless told otherwise, fields are separated by commas and the last column is the label. The first row is taken for a
 * header if none of its features is a number. Rows without anything in them are passed over. Immutable and safe for use
 * by several threads.
 */
public final class CsvTable {
    private static final String NO_SEPARATORS = "\"\r\n";
    private static final String SUFFIX = ".csv";

    private final Path path;
    private final char separator;
    private final Header header;
    private final List<CsvChoice> labels;
    private final Target target;
    private final List<CsvChoice> dropped;

    private enum Header {
        DETECTED,
        PRESENT,
        ABSENT
    }

    private enum Target {
        CLASS,
        NUMBER
    }

    private CsvTable(
            Path path, char separator, Header header, List<CsvChoice> labels, Target target, List<CsvChoice> dropped) {
        this.path = path;
        this.separator = separator;
        this.header = header;
        this.labels = List.copyOf(labels);
        this.target = target;
        this.dropped = dropped;
    }

    /** Returns the reader of a file. */
    public static CsvTable of(Path path) {
        return new CsvTable(path, ',', Header.DETECTED, List.of(new CsvChoice.Last()), Target.CLASS, List.of());
    }

    /**
     * Returns a reader of the same file whose fields are separated otherwise, as by {@code ';'} or {@code '\t'}.
     *
     * @throws IllegalArgumentException if that is a quote or a line break
     */
    public CsvTable separatedBy(char other) {
        if (NO_SEPARATORS.indexOf(other) >= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "separator: expected no quote and no line break, found U+%04X", (int) other));
        }
        return new CsvTable(path, other, header, labels, target, dropped);
    }

    /** Returns a reader of the same file whose first row names the columns, whatever it looks like. */
    public CsvTable withHeader() {
        return new CsvTable(path, separator, Header.PRESENT, labels, target, dropped);
    }

    /** Returns a reader of the same file whose first row is one like the others, whatever it looks like. */
    public CsvTable withoutHeader() {
        return new CsvTable(path, separator, Header.ABSENT, labels, target, dropped);
    }

    /** Returns a reader of the same file whose label, class or number, stands in the column of this name in the header. */
    public CsvTable label(String column) {
        return new CsvTable(path, separator, header, List.of(new CsvChoice.Named(column)), target, dropped);
    }

    /**
     * Returns a reader of the same file whose label, class or number, stands in the column of this number.
     *
     * @param column from 1, as in messages
     * @throws IllegalArgumentException if that is less than 1
     */
    public CsvTable label(int column) {
        return new CsvTable(path, separator, header, List.of(new CsvChoice.Numbered(column)), target, dropped);
    }

    /** Returns a reader of the same file whose label also holds the number in the column of this name: see {@link #numbers}. */
    public CsvTable andLabel(String column) {
        return new CsvTable(path, separator, header, added(labels, new CsvChoice.Named(column)), target, dropped);
    }

    /**
     * Returns a reader of the same file whose label also holds the number in the column of this number: see {@link #numbers}.
     *
     * @param column from 1, as in messages
     * @throws IllegalArgumentException if that is less than 1
     */
    public CsvTable andLabel(int column) {
        return new CsvTable(path, separator, header, added(labels, new CsvChoice.Numbered(column)), target, dropped);
    }

    /**
     * Returns a reader of the same file for which the label is not a class but one number to learn, or several: the target of
     * a batch is [B, k], of the inputs' element type, as the squared error of a network with k outputs expects it.
     */
    public CsvTable numbers() {
        return new CsvTable(path, separator, header, labels, Target.NUMBER, dropped);
    }

    /** Returns a reader of the same file that leaves out the column of this name in the header, as a row's name or number. */
    public CsvTable without(String column) {
        return new CsvTable(path, separator, header, labels, target, added(dropped, new CsvChoice.Named(column)));
    }

    /**
     * Returns a reader of the same file that leaves out the column of this number.
     *
     * @param column from 1, as in messages
     * @throws IllegalArgumentException if that is less than 1
     */
    public CsvTable without(int column) {
        return new CsvTable(path, separator, header, labels, target, added(dropped, new CsvChoice.Numbered(column)));
    }

    private static List<CsvChoice> added(List<CsvChoice> all, CsvChoice choice) {
        return Stream.concat(all.stream(), Stream.of(choice)).toList();
    }

    /**
     * Reads the whole file. Classes are its distinct labels, in the order of the numbers where all are numbers, else in
     * that of their characters; blanks around a label do not count.
     *
     * @return at least one row, in the order of the file, called as the file is without {@code .csv}
     * @throws DataException if the file cannot be read, is not UTF-8 or holds no row; if a row has more or fewer fields
     *     than the first, a quote that never closes or a field that should be a finite number and is not; if a label is
     *     empty, or if there is no such column as was asked for
     */
    public Table read() {
        CsvRows rows = new CsvRows(path.toString(), TextFile.read(path), separator);
        CsvRow first = rows.next()
                .orElseThrow(() -> new DataException(
                        String.format(Locale.ROOT, "empty file %s: expected rows of separated fields", path)));
        CsvColumns columns = columns(first);
        DoubleStream.Builder features = DoubleStream.builder();
        DoubleStream.Builder numbers = DoubleStream.builder();
        List<String> names = new ArrayList<>();
        Optional<CsvRow> next = columns.named() == CsvColumns.Naming.HEADER ? rows.next() : Optional.of(first);
        if (next.isEmpty()) {
            throw new DataException(
                    String.format(Locale.ROOT, "no rows in %s: expected at least one after the header", path));
        }
        while (next.isPresent()) {
            CsvRow row = next.orElseThrow();
            columns.requireFields(row);
            columns.features().forEach(column -> features.add(columns.number(row, column)));
            if (target == Target.NUMBER) {
                columns.labels().forEach(column -> numbers.add(columns.number(row, column)));
            } else {
                names.add(columns.className(row));
            }
            next = rows.next();
        }
        if (target == Target.NUMBER) {
            return new Table(
                    name(),
                    columns.featureNames(),
                    Table.Wanted.numbers(columns.labelNames()),
                    features.build().toArray(),
                    numbers.build().toArray());
        }
        List<String> classes = sorted(names);
        return new Table(
                name(),
                columns.featureNames(),
                Table.Wanted.classes(classes),
                features.build().toArray(),
                classNumbers(names, classes));
    }

    private CsvColumns columns(CsvRow first) {
        boolean byName =
                Stream.concat(labels.stream(), dropped.stream()).anyMatch(choice -> choice instanceof CsvChoice.Named);
        if (byName && header == Header.ABSENT) {
            throw new DataException(String.format(
                    Locale.ROOT, "%s: expected columns by their numbers, as there is no header, found a name", path));
        }
        List<String> inHeader = first.fields().stream().map(String::strip).toList();
        List<Integer> labelsAt = labelColumns(inHeader);
        List<Integer> features =
                new ArrayList<>(IntStream.range(0, inHeader.size()).boxed().toList());
        features.removeAll(labelsAt);
        for (CsvChoice choice : dropped) {
            features.remove(Integer.valueOf(choice.find(path.toString(), inHeader)));
        }
        if (features.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s, row %d: expected a label and at least one number, found %d fields separated by %s",
                    path,
                    first.number(),
                    inHeader.size(),
                    shownSeparator()));
        }
        boolean named = byName || header == Header.PRESENT || (header == Header.DETECTED && isHeader(first, features));
        return named
                ? new CsvColumns(path.toString(), inHeader, CsvColumns.Naming.HEADER, labelsAt, features)
                : new CsvColumns(
                        path.toString(), numbered(inHeader.size()), CsvColumns.Naming.NUMBERS, labelsAt, features);
    }

    private List<Integer> labelColumns(List<String> names) {
        List<Integer> found = labels.stream()
                .map(label -> label.find(path.toString(), names))
                .distinct()
                .toList();
        if (found.size() < labels.size()) {
            throw new DataException(
                    String.format(Locale.ROOT, "%s: expected each column of the label once, found one twice", path));
        }
        if (found.size() > 1 && target == Target.CLASS) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected one column for the class, found %d; several are learned as numbers alone",
                    path,
                    found.size()));
        }
        return found;
    }

    private static boolean isHeader(CsvRow row, List<Integer> features) {
        return features.stream()
                .allMatch(column -> CsvNumber.parse(row.fields().get(column)).isEmpty());
    }

    private static List<String> numbered(int columns) {
        return IntStream.rangeClosed(1, columns).mapToObj(Integer::toString).toList();
    }

    private String shownSeparator() {
        return separator == '\t' ? "tabs" : String.format(Locale.ROOT, "'%s'", separator);
    }

    private static List<String> sorted(Collection<String> names) {
        TreeSet<String> distinct = new TreeSet<>(names);
        boolean numbers =
                distinct.stream().allMatch(name -> CsvNumber.parse(name).isPresent());
        return numbers
                // Those of the same value, as 1 and 1.0, stay in the order of their characters.
                ? distinct.stream()
                        .sorted(Comparator.comparingDouble(CsvTable::value))
                        .toList()
                : List.copyOf(distinct);
    }

    private static double value(String number) {
        OptionalDouble value = CsvNumber.parse(number);
        return value.orElse(Double.NaN);
    }

    private static double[] classNumbers(List<String> names, List<String> classes) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            numbers.put(classes.get(i), i);
        }
        double[] labels = new double[names.size()];
        Arrays.setAll(labels, i -> numbers.getOrDefault(names.get(i), 0));
        return labels;
    }

    private String name() {
        String file = path.getFileName().toString();
        return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
    }
}
