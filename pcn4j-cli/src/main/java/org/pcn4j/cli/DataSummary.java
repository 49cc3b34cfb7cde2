package org.pcn4j.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Sequences;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.data.Text;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.experiment.Source;
import org.pcn4j.train.file.OneLine;

/**
 * What is in a data set, in lines: how many samples of what kind, how many of each class, and the first ones.
 *
 * @param spec what was read
 * @param first how many samples are shown, of those to train on; images are not
 */
record DataSummary(DataSpec spec, LoadedData data, int first) {
    private static final int MOST_COLUMNS = 12;
    private static final int MOST_CLASSES = 256;
    private static final String TO_LEARN = " (to learn)";
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");
    private static final MathContext DIGITS = new MathContext(4);

    /** Returns the lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(part(data.split().train()));
        lines.add(part(data.split().test()));
        lines.add("");
        if (data instanceof LoadedData.Images images) {
            lines.addAll(classes(images.split().train().classNames(), images.split(), LabeledImages::label));
            if (spec.source() instanceof Source.Pictures pictures) {
                lines.add("");
                lines.add("ground: " + pictures.ground() + ", where pictures are transparent");
            }
        } else if (data instanceof LoadedData.Labeled labeled) {
            lines.addAll(of(labeled.split()));
        } else if (data instanceof LoadedData.Characters characters) {
            lines.addAll(of(characters.split().train()));
        } else if (data instanceof LoadedData.Rows rows) {
            lines.addAll(ofRows(rows.split()));
        }
        return lines;
    }

    private static String part(Samples samples) {
        return String.format(
                Locale.ROOT,
                "%s: %,d samples, %s",
                OneLine.of(samples.name()),
                samples.size(),
                OneLine.of(samples.kind()));
    }

    private List<String> of(Split<Sequences> split) {
        Sequences train = split.train();
        List<String> lines = new ArrayList<>(classes(train.classes(), split, Sequences::label));
        lines.add("");
        lines.add("symbols: " + shown(String.join("", train.vocabulary())));
        lines.add("");
        TextTable table = new TextTable(List.of("first to train on", "class"), Set.of(0, 1));
        for (int i = 0; i < Math.min(first, train.size()); i++) {
            table.add(List.of(shown(train.text(i)), OneLine.of(train.classes().get(train.label(i)))));
        }
        lines.addAll(table.lines());
        return lines;
    }

    private List<String> of(Text train) {
        List<String> lines = new ArrayList<>();
        lines.add("characters: " + shown(String.join("", train.vocabulary())));
        lines.add("line ends: " + lineEnds(train));
        lines.add("");
        lines.add("first to train on");
        for (int i = 0; i < Math.min(first, train.size()); i++) {
            lines.add(shown(train.text(i)));
        }
        return lines;
    }

    /** Says which line ends there are, which are characters like others. */
    private static String lineEnds(Text train) {
        Map<String, Long> counts = IntStream.range(0, train.size())
                .mapToObj(train::text)
                .collect(Collectors.collectingAndThen(Collectors.joining(), LINE_END::matcher))
                .results()
                .collect(Collectors.groupingBy(MatchResult::group, TreeMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), shown(each.getKey())))
                        .collect(Collectors.joining(", "));
    }

    private List<String> ofRows(Split<Table> split) {
        Table train = split.train();
        List<String> lines = new ArrayList<>();
        if (!train.classes().isEmpty()) {
            lines.addAll(classes(train.classes(), split, (table, row) -> (int) table.target(row)));
            lines.add("");
        }
        lines.addAll(statistics(train));
        lines.add("");
        lines.add("first to train on");
        lines.addAll(rows(train));
        return lines;
    }

    /** The least, the mean and the most of each column. */
    private static List<String> statistics(Table train) {
        TextTable table = new TextTable(List.of("to train on", "least", "mean", "most"));
        List<DataJson.Column> features = DataJson.features(train);
        int columns = features.size();
        features.stream().limit(MOST_COLUMNS).forEach(column -> table.add(statistics(column.name(), column)));
        List<DataJson.Column> targets = DataJson.targets(train);
        String note = targets.size() > 1 ? TO_LEARN : "";
        targets.forEach(column -> table.add(statistics(column.name() + note, column)));
        List<String> lines = new ArrayList<>(table.lines());
        if (columns > MOST_COLUMNS) {
            lines.add(MOST_COLUMNS, "… and " + (columns - MOST_COLUMNS) + " more columns");
        }
        return lines;
    }

    private static List<String> statistics(String name, DataJson.Column column) {
        return List.of(OneLine.of(name), number(column.least()), number(column.mean()), number(column.most()));
    }

    /** What is to be learned, before the columns that it is learned from. */
    private static List<String> headsOfTargets(Table train) {
        if (!train.classes().isEmpty()) {
            return List.of("class");
        }
        List<String> names = train.targetNames();
        return names.size() == 1
                ? List.of("number")
                : names.stream().map(name -> OneLine.of(name) + TO_LEARN).toList();
    }

    private static List<String> targets(Table train, int row) {
        return train.classes().isEmpty()
                ? Arrays.stream(train.targets(row))
                        .mapToObj(DataSummary::number)
                        .toList()
                : List.of(OneLine.of(train.classes().get((int) train.target(row))));
    }

    private List<String> rows(Table train) {
        int columns = Math.min(train.columns().size(), MOST_COLUMNS);
        boolean more = columns < train.columns().size();
        List<String> heads = new ArrayList<>(headsOfTargets(train));
        train.columns().subList(0, columns).forEach(name -> heads.add(OneLine.of(name)));
        TextTable table = new TextTable(heads);
        for (int i = 0; i < Math.min(first, train.size()); i++) {
            List<String> cells = new ArrayList<>(targets(train, i));
            double[] features = train.features(i);
            for (int column = 0; column < columns; column++) {
                cells.add(number(features[column]));
            }
            table.add(cells);
        }
        return more ? table.lines().stream().map(line -> line + "   …").toList() : table.lines();
    }

    /** Finds the class of a sample, from 0. */
    @FunctionalInterface
    private interface Label<S> {
        int of(S samples, int index);
    }

    private static <S extends Samples> List<String> classes(List<String> names, Split<S> split, Label<S> label) {
        int[] train = counts(names.size(), split.train().size(), i -> label.of(split.train(), i));
        int[] test = counts(names.size(), split.test().size(), i -> label.of(split.test(), i));
        TextTable table = new TextTable(List.of("class", "to train on", "to test on"));
        for (int i = 0; i < Math.min(names.size(), MOST_CLASSES); i++) {
            table.add(List.of(
                    OneLine.of(names.get(i)),
                    String.format(Locale.ROOT, "%,d", train[i]),
                    String.format(Locale.ROOT, "%,d", test[i])));
        }
        List<String> lines = new ArrayList<>(table.lines());
        if (names.size() > MOST_CLASSES) {
            lines.add("… and " + (names.size() - MOST_CLASSES) + " more classes");
        }
        return lines;
    }

    private static int[] counts(int classes, int size, IntUnaryOperator label) {
        int[] counts = new int[classes];
        IntStream.range(0, size).map(label).forEach(each -> counts[each]++);
        return counts;
    }

    /** Four digits that count, as of a measurement, without zeros at the end. */
    private static String number(double value) {
        if (!Double.isFinite(value)) {
            // A mean of numbers that are too large to be added.
            return String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        return size == 0 || (size >= 1e-4 && size < 1e7) ? rounded.toPlainString() : rounded.toString();
    }

    /** A text in one line, with what breaks lines as Java writes it. */
    private static String shown(String text) {
        return OneLine.of(text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"));
    }
}
