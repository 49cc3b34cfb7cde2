package org.pcn4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a table from a CSV file, UTF-8, as RFC 4180 describes them: a column says of which class a row is, or holds the
 * number to learn, and all others hold numbers, the features.
 *
 * <p>Unless told otherwise, fields are separated by commas and the last column is the label. The first row is taken for a
 * header if none of its features is a number and for a row if all are; where it may be either, the table is refused.
 * Rows without anything in them are passed over. Immutable and safe for use by several threads.
 */
public final class CsvTable {
    private static final String SUFFIX = ".csv";

    private final Path path;
    private final char separator;
    private final Header header;
    // Empty where the header names the columns, if there is one.
    private final List<String> names;
    private final List<CsvChoice> labels;
    private final Target target;
    private final List<CsvChoice> dropped;

    private enum Header {
        DETECTED,
        PRESENT,
        ABSENT
    }

    /** What the label is. */
    enum Target {
        CLASS,
        NUMBER
    }

    private CsvTable(
            Path path,
            char separator,
            Header header,
            List<String> names,
            List<CsvChoice> labels,
            Target target,
            List<CsvChoice> dropped) {
        this.path = path;
        this.separator = separator;
        this.header = header;
        this.names = names;
        this.labels = List.copyOf(labels);
        this.target = target;
        this.dropped = dropped;
    }

    /** Returns the reader of a file. */
    public static CsvTable of(Path path) {
        return new CsvTable(
                path, ',', Header.DETECTED, List.of(), List.of(new CsvChoice.Last()), Target.CLASS, List.of());
    }

    /**
     * Returns a reader of the same file whose fields are separated otherwise, as by {@code ';'} or {@code '\t'}.
     *
     * @throws IllegalArgumentException if that is a quote or a line break
     */
    public CsvTable separatedBy(char other) {
        return new CsvTable(path, CsvRows.requireSeparator(other), header, names, labels, target, dropped);
    }

    /** Returns a reader of the same file whose first row names the columns, whatever it looks like. */
    public CsvTable withHeader() {
        return new CsvTable(path, separator, Header.PRESENT, names, labels, target, dropped);
    }

    /** Returns a reader of the same file whose first row is one like the others, whatever it looks like. */
    public CsvTable withoutHeader() {
        return new CsvTable(path, separator, Header.ABSENT, names, labels, target, dropped);
    }

    /**
     * Returns a reader of the same file whose columns are called so, whether it has a header or not.
     *
     * @param all one name for each column of the file, in its order, those of the label and of columns left out included
     * @throws IllegalArgumentException if there is none, or if one is blank or comes twice
     */
    public CsvTable named(List<String> all) {
        List<String> stripped = all.stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String name : stripped) {
            if (name.isEmpty() || !seen.add(name)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "names of columns: expected each to be there and to come once, found '%s'",
                        CsvColumns.shown(name)));
            }
        }
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("names of columns: expected one for each column, found none");
        }
        return new CsvTable(path, separator, header, stripped, labels, target, dropped);
    }

    /**
     * Returns a reader of the same file whose label, class or number, stands in the column of this name, in the header or
     * among those given.
     */
    public CsvTable label(String column) {
        return new CsvTable(path, separator, header, names, List.of(new CsvChoice.Named(column)), target, dropped);
    }

    /**
     * Returns a reader of the same file whose label, class or number, stands in the column of this number.
     *
     * @param column from 1, as in messages
     * @throws IllegalArgumentException if that is less than 1
     */
    public CsvTable label(int column) {
        return new CsvTable(path, separator, header, names, List.of(new CsvChoice.Numbered(column)), target, dropped);
    }

    /** Returns a reader of the same file whose label also holds the number in the column of this name: see {@link #numbers}. */
    public CsvTable andLabel(String column) {
        return new CsvTable(
                path, separator, header, names, added(labels, new CsvChoice.Named(column)), target, dropped);
    }

    /**
     * Returns a reader of the same file whose label also holds the number in the column of this number: see {@link #numbers}.
     *
     * @param column from 1, as in messages
     * @throws IllegalArgumentException if that is less than 1
     */
    public CsvTable andLabel(int column) {
        return new CsvTable(
                path, separator, header, names, added(labels, new CsvChoice.Numbered(column)), target, dropped);
    }

    /**
     * Returns a reader of the same file for which the label is not a class but one number to learn, or several: the target of
     * a batch is [B, k], of the inputs' element type, as the squared error of a network with k outputs expects it.
     */
    public CsvTable numbers() {
        return new CsvTable(path, separator, header, names, labels, Target.NUMBER, dropped);
    }

    /** Returns a reader of the same file that leaves out the column of this name, as a row's name or number. */
    public CsvTable without(String column) {
        return new CsvTable(
                path, separator, header, names, labels, target, added(dropped, new CsvChoice.Named(column)));
    }

    /**
     * Returns a reader of the same file that leaves out the column of this number.
     *
     * @param column from 1, as in messages
     * @throws IllegalArgumentException if that is less than 1
     */
    public CsvTable without(int column) {
        return new CsvTable(
                path, separator, header, names, labels, target, added(dropped, new CsvChoice.Numbered(column)));
    }

    private static List<CsvChoice> added(List<CsvChoice> all, CsvChoice choice) {
        return Stream.concat(all.stream(), Stream.of(choice)).toList();
    }

    /**
     * Reads the whole file. Classes are its distinct labels, in the order of the numbers where all are numbers, else in
     * that of their characters; blanks around a label do not count.
     *
     * @return at least one row, in the order of the file, called as the file is without {@code .csv}
     * @throws DataException if the file cannot be read, is not UTF-8 or holds no row; if its first row may be a header as
     *     well as a row, if the header names two columns alike or if a column without a name numbers the rows; if a row
     *     has more or fewer fields than the first, a quote that never closes or a field that should be a finite number
     *     and is not; if a label is empty or the labels are too many to be classes, or if there is no such column as was
     *     asked for, or the label is to be left out
     */
    public Table read() {
        String text = TextFile.read(path);
        CsvRows rows = new CsvRows(path.toString(), text, separator);
        CsvRow first = rows.next()
                .orElseThrow(() -> new DataException(
                        String.format(Locale.ROOT, "empty file %s: expected rows of separated fields", path)));
        List<String> inFirst = first.fields().stream().map(String::strip).toList();
        List<Integer> labelsAt = labelColumns(called(inFirst));
        List<Integer> features = features(first, called(inFirst), labelsAt);
        Optional<CsvFirstRow> unsaid = header == Header.DETECTED && (!asksByName() || !names.isEmpty())
                ? Optional.of(new CsvFirstRow(path.toString(), first, features, labelsAt, target))
                : Optional.empty();
        boolean headed = unsaid.map(CsvFirstRow::looksLikeNames).orElse(header != Header.ABSENT);
        CsvColumns columns = columns(inFirst, headed, labelsAt, features);
        columns.requireDistinctNames();
        unsaid.ifPresent(row -> second(text).ifPresent(row::requireWhole));
        DoubleStream.Builder numbers = DoubleStream.builder();
        DoubleStream.Builder targets = DoubleStream.builder();
        List<String> classOf = new ArrayList<>();
        Optional<CsvRow> next = headed ? rows.next() : Optional.of(first);
        if (next.isEmpty()) {
            throw new DataException(
                    String.format(Locale.ROOT, "no rows in %s: expected at least one after the header", path));
        }
        while (next.isPresent()) {
            CsvRow row = next.orElseThrow();
            columns.requireFields(row);
            features.forEach(column -> numbers.add(columns.number(row, column)));
            if (target == Target.NUMBER) {
                labelsAt.forEach(column -> targets.add(columns.number(row, column)));
            } else {
                classOf.add(columns.className(row));
            }
            next = rows.next();
            next.ifPresent(later -> unsaid.ifPresent(question -> question.see(later)));
        }
        int own = headed ? 0 : 1;
        unsaid.ifPresent(
                question -> question.requireTold(classOf.isEmpty() ? classOf : classOf.subList(own, classOf.size())));
        double[] all = numbers.build().toArray();
        columns.requireNoIndex(all);
        if (target == Target.NUMBER) {
            return new Table(
                    name(),
                    columns.featureNames(),
                    Table.Wanted.numbers(columns.labelNames()),
                    all,
                    targets.build().toArray());
        }
        List<String> classes = ClassOrder.of(classOf);
        columns.requireClasses(classes, classOf.size());
        return new Table(
                name(), columns.featureNames(), Table.Wanted.classes(classes), all, classNumbers(classOf, classes));
    }

    private List<Integer> labelColumns(List<String> called) {
        List<Integer> found = labels.stream()
                .map(label -> label.find(path.toString(), called))
                .distinct()
                .toList();
        if (found.size() < labels.size()) {
            throw new DataException(
                    String.format(Locale.ROOT, "%s: expected each column of the label once, found one twice", path));
        }
        if (found.size() > 1 && target == Target.CLASS) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected one column for the class, found %d; several are learned as numbers alone: target: number",
                    path,
                    found.size()));
        }
        return found;
    }

    private boolean asksByName() {
        return Stream.concat(labels.stream(), dropped.stream()).anyMatch(choice -> choice instanceof CsvChoice.Named);
    }

    /** Returns what the columns are called, if the first row says so. */
    private List<String> called(List<String> inFirst) {
        if (asksByName() && names.isEmpty() && header == Header.ABSENT) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected columns by their numbers, as there is no header, found a name; or say names: [one a "
                            + "column]",
                    path));
        }
        if (!names.isEmpty() && names.size() != inFirst.size()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: expected %d names, one for each column, found %d",
                    path,
                    inFirst.size(),
                    names.size()));
        }
        return names.isEmpty() ? inFirst : names;
    }

    private List<Integer> features(CsvRow first, List<String> called, List<Integer> labelsAt) {
        List<Integer> features =
                new ArrayList<>(IntStream.range(0, called.size()).boxed().toList());
        features.removeAll(labelsAt);
        for (CsvChoice choice : dropped) {
            int column = choice.find(path.toString(), called);
            if (labelsAt.contains(column)) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s: column %d is both the label and to be left out: name the label with label:, the last column "
                                + "by default, or take it out of drop:",
                        path,
                        column + 1));
            }
            features.remove(Integer.valueOf(column));
        }
        if (features.isEmpty()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s, row %d: expected a label and at least one number, separated by %s, found %d of these: say "
                            + "separator: if it is another",
                    path,
                    first.number(),
                    CsvRows.shown(separator),
                    called.size()));
        }
        return features;
    }

    private CsvColumns columns(List<String> inFirst, boolean headed, List<Integer> labelsAt, List<Integer> features) {
        if (!names.isEmpty()) {
            return new CsvColumns(path.toString(), names, CsvColumns.Naming.GIVEN, labelsAt, features);
        }
        return headed
                ? new CsvColumns(path.toString(), inFirst, CsvColumns.Naming.HEADER, labelsAt, features)
                : new CsvColumns(
                        path.toString(), numbered(inFirst.size()), CsvColumns.Naming.NUMBERS, labelsAt, features);
    }

    private Optional<CsvRow> second(String text) {
        CsvRows again = new CsvRows(path.toString(), text, separator);
        return again.next().flatMap(first -> again.next());
    }

    private static List<String> numbered(int columns) {
        return IntStream.rangeClosed(1, columns).mapToObj(Integer::toString).toList();
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
