package org.pcn4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Rows of n numbers, the features, each with what is to be learned of it: the number of its class, or k other numbers.
 * Immutable, equal when the content is equal, and safe for use by several threads.
 */
public final class Table implements Samples {
    private final String name;
    private final List<String> columns;
    private final Wanted wanted;
    private final double[] features;
    // [rows, k], with k = 1 for classes.
    private final double[] targets;

    /**
     * What is to be learned of a row.
     *
     * @param classes what each class is called; none where numbers are learned
     * @param numbers what each number is called; none where a class is learned
     */
    record Wanted(List<String> classes, List<String> numbers) {
        Wanted {
            classes = List.copyOf(classes);
            numbers = List.copyOf(numbers);
        }

        static Wanted classes(List<String> names) {
            return new Wanted(names, List.of());
        }

        static Wanted numbers(List<String> names) {
            return new Wanted(List.of(), names);
        }

        int width() {
            return Math.max(1, numbers.size());
        }
    }

    /**
     * Makes a table of these very arrays, which nobody else may keep, and checks nothing.
     *
     * @param columns the names of the features
     * @param wanted what is to be learned
     * @param features [rows, columns], finite
     * @param targets [rows, k], the numbers of classes or other finite numbers
     */
    Table(String name, List<String> columns, Wanted wanted, double[] features, double[] targets) {
        this.name = Objects.requireNonNull(name, "name");
        this.columns = List.copyOf(columns);
        this.wanted = wanted;
        this.features = features;
        this.targets = targets;
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns the number of rows. */
    @Override
    public int size() {
        return targets.length / wanted.width();
    }

    @Override
    public String kind() {
        if (wanted.classes().isEmpty()) {
            String each = wanted.width() == 1 ? "a number" : wanted.width() + " numbers";
            return String.format(Locale.ROOT, "rows of %d numbers with %s", columns.size(), each);
        }
        return String.format(
                Locale.ROOT,
                "rows of %d numbers in %d classes",
                columns.size(),
                wanted.classes().size());
    }

    /** Returns the names of the features, or their columns' numbers from 1 where the file has no header and none was given. */
    public List<String> columns() {
        return columns;
    }

    /** Returns what each class is called; nothing where numbers are to be learned. */
    public List<String> classes() {
        return wanted.classes();
    }

    /** Returns what each number is called that is to be learned; nothing where classes are. */
    public List<String> targetNames() {
        return wanted.numbers();
    }

    /** Returns the shape [n] of a row's features. */
    public Shape shape() {
        return Shape.of(columns.size());
    }

    /**
     * Returns a copy of the features of a row, [n].
     *
     * @param row 0 … size − 1
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public double[] features(int row) {
        int from = requireRow(row) * columns.size();
        return Arrays.copyOfRange(features, from, from + columns.size());
    }

    /**
     * Returns what is to be learned of a row: the number of its class, 0 … classes − 1, or the number itself, the first of
     * several.
     *
     * @param row 0 … size − 1
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public double target(int row) {
        return targets[requireRow(row) * wanted.width()];
    }

    /**
     * Returns a copy of all that is to be learned of a row: the number of its class, or the k numbers.
     *
     * @param row 0 … size − 1
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public double[] targets(int row) {
        int from = requireRow(row) * wanted.width();
        return Arrays.copyOfRange(targets, from, from + wanted.width());
    }

    /**
     * Returns these rows in this order: their features, [B, n], and their classes, int64 [B], or the numbers that are to
     * be learned, [B, k].
     */
    @Override
    public Batch batch(int[] indices, DType dtype) {
        int width = columns.size();
        double[] inputs = new double[Math.multiplyExact(indices.length, width)];
        int each = wanted.width();
        double[] outputs = new double[Math.multiplyExact(indices.length, each)];
        for (int i = 0; i < indices.length; i++) {
            int row = requireRow(indices[i]);
            System.arraycopy(targets, row * each, outputs, i * each, each);
            System.arraycopy(features, row * width, inputs, i * width, width);
        }
        return new Batch(
                Tensor.of(dtype, Shape.of(indices.length, width), inputs),
                wanted.classes().isEmpty()
                        ? Tensor.of(dtype, Shape.of(indices.length, each), outputs)
                        : Tensor.of(DType.INT64, Shape.of(indices.length), outputs));
    }

    /** Returns the class of each row; nothing where numbers are to be learned. */
    @Override
    public Optional<int[]> labels() {
        return wanted.classes().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Arrays.stream(targets).mapToInt(target -> (int) target).toArray());
    }

    /**
     * Divides the rows at random, where they have classes class by class: each gives about the share, and keeps at least
     * one row to train on.
     *
     * @param testShare about which share of the rows is to test on, greater than 0, less than 1; at least one row
     * @param seed where the order of the rows is drawn from: the same seed gives the same parts
     * @return the rows to train on and those to test on, none in both
     * @throws IllegalArgumentException if the share is out of range, if there are fewer than two rows, or if no class has
     *     two
     */
    public Split<Table> split(double testShare, Seed seed) {
        // Not the seed's own numbers: whoever divides into batches by the same seed wants another order.
        Division division = Division.of(name, size(), labels(), testShare, seed);
        return new Split<>(part(name + " train", division.train()), part(name + " test", division.test()));
    }

    private Table part(String name, int[] rows) {
        int width = columns.size();
        double[] some = new double[rows.length * width];
        int each = wanted.width();
        double[] learned = new double[rows.length * each];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(features, rows[i] * width, some, i * width, width);
            System.arraycopy(targets, rows[i] * each, learned, i * each, each);
        }
        return new Table(name, columns, wanted, some, learned);
    }

    /**
     * Returns both parts with each feature brought to mean 0 and standard deviation 1 by the statistics of the part to
     * learn from. What is to be tested on has no say in them.
     */
    public static Split<Table> standardized(Split<Table> split) {
        return new Split<>(
                split.train().standardizedBy(split.train()), split.test().standardizedBy(split.train()));
    }

    /**
     * Returns these rows with each feature less the mean of that feature in the reference, and divided by its standard
     * deviation there (over all its rows), or by 1 where it is the same in all. Targets stay as they are.
     *
     * @param reference a table with the same features, mostly the rows that are learned from, before they are standardized
     * @throws IllegalArgumentException if its features differ
     */
    public Table standardizedBy(Table reference) {
        if (!columns.equals(reference.columns)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "statistics for '%s': expected those of the features %s, found %s of '%s'",
                    name,
                    CsvColumns.shown(columns),
                    CsvColumns.shown(reference.columns),
                    reference.name));
        }
        Standardization statistics = Standardization.of(reference.features, columns.size());
        return new Table(name, columns, wanted, statistics.apply(features), targets);
    }

    private int requireRow(int row) {
        if (row < 0 || row >= size()) {
            throw new IndexOutOfBoundsException(
                    String.format(Locale.ROOT, "row %d of '%s': expected 0 to %d", row, name, size() - 1));
        }
        return row;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Table that
                && name.equals(that.name)
                && columns.equals(that.columns)
                && wanted.equals(that.wanted)
                && Arrays.equals(features, that.features)
                && Arrays.equals(targets, that.targets);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, columns, wanted, Arrays.hashCode(features), Arrays.hashCode(targets));
    }

    /** Returns the name, the number and the kind of the rows, in one line. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d %s", name, size(), kind());
    }
}
