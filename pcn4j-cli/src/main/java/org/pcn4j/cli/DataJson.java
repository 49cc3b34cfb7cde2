package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.data.LabelledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Sequences;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.data.Text;
import org.pcn4j.train.experiment.LoadedData;

/**
 * What is in a data set, for other programs.
 *
 * @param train the samples to learn from
 * @param test the samples to judge by
 * @param classes in the order of the outputs; empty where numbers or characters are learned
 * @param columns of a table: what is learned from, and the number to learn if there is one
 * @param symbols of sequences and texts
 * @param first samples to learn from of sequences, texts and tables
 */
record DataJson(
        Part train, Part test, List<Counted> classes, List<Column> columns, List<String> symbols, List<Sample> first) {
    /** Some samples. */
    record Part(String name, int samples, String kind) {
        static Part of(Samples samples) {
            return new Part(samples.name(), samples.size(), samples.kind());
        }
    }

    /** How many samples of a class there are. */
    record Counted(String name, int train, int test) {}

    /** A column of a table, over the samples to learn from. */
    record Column(String name, double least, double mean, double most) {}

    /**
     * A sample.
     *
     * @param text of a sequence or a text, null of a row
     * @param row of a table, null of a text
     * @param label the class or the number to learn; null where that is the text itself
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
                    classes(images.split().train().classNames(), images.split(), LabelledImages::label),
                    List.of(),
                    List.of(),
                    List.of());
        } else if (data instanceof LoadedData.Labelled labelled) {
            Sequences some = labelled.split().train();
            return new DataJson(
                    train,
                    test,
                    classes(some.classes(), labelled.split(), Sequences::label),
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
                                Optional.of(
                                        numbers
                                                ? some.target(i)
                                                : some.classes().get((int) some.target(i))))));
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
        List<double[]> rows =
                IntStream.range(0, table.size()).mapToObj(table::features).toList();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            int column = i;
            columns.add(column(
                    table.columns().get(i),
                    rows.stream().mapToDouble(row -> row[column]).toArray()));
        }
        if (table.classes().isEmpty()) {
            columns.add(column(
                    "the number to learn",
                    IntStream.range(0, table.size()).mapToDouble(table::target).toArray()));
        }
        return columns;
    }

    private static Column column(String name, double[] values) {
        DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
        return new Column(name, all.getMin(), all.getAverage(), all.getMax());
    }
}
