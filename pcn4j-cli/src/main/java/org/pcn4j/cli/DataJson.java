package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Sequences;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.data.Text;
import org.pcn4j.train.experiment.LoadedData;

/**
 * What is in a data set, for other programs.
 *
 * @param train the samples to train on
 * @param test the samples to test on
 * @param classes in the order of the outputs; empty where numbers or characters are learned
 * @param columns of a table: what is learned from, and the numbers to learn if there are any
 * @param symbols of sequences and texts
 * @param first samples to train on of sequences, texts and tables
 */
record DataJson(
        Part train, Part test, List<Counted> classes, List<Column> columns, List<String> symbols, List<Sample> first) {
    /** What the number to learn is called where it is the only one. */
    private static final String NUMBER = "the number to learn";

    /** Some samples. */
    record Part(String name, int samples, String kind) {
        static Part of(Samples samples) {
            return new Part(samples.name(), samples.size(), samples.kind());
        }
    }

    /** How many samples of a class there are. */
    record Counted(String name, int train, int test) {}

    /** A column of a table, over the samples to train on. */
    record Column(String name, double least, double mean, double most) {}

    /**
     * A sample.
     *
     * @param text of a sequence or a text, null of a row
     * @param row of a table, null of a text
     * @param label the class, the number or the numbers to learn; null where that is the text itself
     */
    record Sample(Optional<String> text, Optional<List<Double>> row, Optional<Object> label) {}

    /**
     * Describes data.
     *
     * @param first how many samples are shown; images are not
     */
    static DataJson of(LoadedData data, int first) {
        Part train = Part.of(data.split().train());
        Part test = Part.of(data.split().test());
        if (data instanceof LoadedData.Images images) {
            return new DataJson(
                    train,
                    test,
                    classes(images.split().train().classNames(), images.split(), LabeledImages::label),
                    List.of(),
                    List.of(),
                    List.of());
        } else if (data instanceof LoadedData.Labeled labeled) {
            Sequences some = labeled.split().train();
            return new DataJson(
                    train,
                    test,
                    classes(some.classes(), labeled.split(), Sequences::label),
                    List.of(),
                    some.vocabulary(),
                    samples(
                            some,
                            first,
                            i -> new Sample(
                                    Optional.of(some.text(i)),
                                    Optional.empty(),
                                    Optional.of(some.classes().get(some.label(i))))));
        } else if (data instanceof LoadedData.Characters characters) {
            Text some = characters.split().train();
            return new DataJson(
                    train,
                    test,
                    List.of(),
                    List.of(),
                    some.vocabulary(),
                    samples(
                            some,
                            first,
                            i -> new Sample(Optional.of(some.text(i)), Optional.empty(), Optional.empty())));
        }
        Split<Table> rows = ((LoadedData.Rows) data).split();
        Table some = rows.train();
        boolean numbers = some.classes().isEmpty();
        return new DataJson(
                train,
                test,
                numbers ? List.of() : classes(some.classes(), rows, (table, row) -> (int) table.target(row)),
                columns(some),
                List.of(),
                samples(
                        some,
                        first,
                        i -> new Sample(
                                Optional.empty(),
                                Optional.of(
                                        Arrays.stream(some.features(i)).boxed().toList()),
                                Optional.of(label(some, i)))));
    }

    /** Describes a sample. */
    @FunctionalInterface
    private interface Describing {
        Sample of(int index);
    }

    private static List<Sample> samples(Samples all, int first, Describing describing) {
        return IntStream.range(0, Math.min(first, all.size()))
                .mapToObj(describing::of)
                .toList();
    }

    /** Finds the class of a sample, from 0. */
    @FunctionalInterface
    private interface Label<S> {
        int of(S samples, int index);
    }

    private static <S extends Samples> List<Counted> classes(List<String> names, Split<S> split, Label<S> label) {
        int[] train = new int[names.size()];
        int[] test = new int[names.size()];
        IntStream.range(0, split.train().size()).forEach(i -> train[label.of(split.train(), i)]++);
        IntStream.range(0, split.test().size()).forEach(i -> test[label.of(split.test(), i)]++);
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Counted(names.get(i), train[i], test[i]))
                .toList();
    }

    private static List<Column> columns(Table table) {
        List<Column> columns = new ArrayList<>(features(table));
        columns.addAll(targets(table));
        return columns;
    }

    /** Describes the columns that are learned from. */
    static List<Column> features(Table table) {
        return columns(table.columns(), table.size(), table::features);
    }

    /** Describes the numbers that are to be learned; none where classes are. */
    static List<Column> targets(Table table) {
        List<String> names = table.targetNames();
        return table.classes().isEmpty()
                ? columns(names.size() == 1 ? List.of(NUMBER) : names, table.size(), table::targets)
                : List.of();
    }

    private static List<Column> columns(List<String> names, int size, IntFunction<double[]> row) {
        List<double[]> rows = IntStream.range(0, size).mapToObj(row).toList();
        return IntStream.range(0, names.size())
                .mapToObj(i -> column(names.get(i), rows.stream().mapToDouble(values -> values[i])))
                .toList();
    }

    private static Column column(String name, DoubleStream values) {
        DoubleSummaryStatistics all = values.summaryStatistics();
        return new Column(name, all.getMin(), all.getAverage(), all.getMax());
    }

    /** Returns what is to be learned of a row: a class, a number, or several. */
    private static Object label(Table table, int row) {
        if (!table.classes().isEmpty()) {
            return table.classes().get((int) table.target(row));
        }
        List<Double> numbers = Arrays.stream(table.targets(row)).boxed().toList();
        return numbers.size() == 1 ? numbers.get(0) : numbers;
    }
}
