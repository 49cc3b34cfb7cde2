package org.pcn4j.train.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.data.CsvTable;
import org.pcn4j.data.Ground;
import org.pcn4j.train.experiment.DataSpec.Normalize;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/** How a user's own files are written in an experiment. */
final class FileData {
    private static final double TEST_SHARE = 0.2;
    private static final double TEXT_TEST_SHARE = 0.1;
    private static final int MOST_COLUMNS = 100_000;
    private static final int MOST_LABELS = 10_000;
    private static final String PLACE = "Where it is.";
    private static final Kind<Long> SEED = Kinds.whole(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final Kind<Double> SHARE =
            checked(Kinds.fraction(), 0.0, "a share greater than 0 and less than 1, found 0");

    private FileData() {}

    static Entry<Source.Pictures> pictures() {
        return Entry.of("images", Source.Pictures.class, "Pictures in folders, one a class.")
                .required("path", Kinds.text("the path of a folder with a folder for each class"), PLACE)
                .key(
                        "channels",
                        checked(Kinds.count(1, 3), 2, "1 for gray or 3 for colors, found 2"),
                        3,
                        "1 for gray or 3.")
                .key(
                        "ground",
                        Kinds.mapped(Kinds.text("white, black or a color"), Ground::of, Ground::toString),
                        Ground.WHITE,
                        "What is seen through transparent parts: white, black or a color as \"#ffcc00\".")
                .key(
                        "size",
                        Kinds.orWord(Kinds.list(Kinds.count(1, 1 << 14), 2, 2), "none"),
                        Optional.empty(),
                        "[height, width] to scale all to, or none where all have one size.")
                .key(
                        "test-share",
                        Kinds.orWord(SHARE, "none"),
                        Optional.of(TEST_SHARE),
                        "Which share of each class is to test on, or none where the folders train and test are there.")
                .key("seed", SEED, 1L, "Of that choice.");
    }

    static Entry<Source.Csv> csv() {
        return Entry.of("csv", Source.Csv.class, "Rows of a CSV file.")
                .required("path", Kinds.text("the path of a CSV file"), PLACE)
                .key(
                        "label",
                        Kinds.oneOrMore(Column.KIND, MOST_LABELS),
                        List.of(new Column.Last()),
                        "The column of the label: its name, its number or last; or a list of columns of numbers.")
                .key(
                        "target",
                        Kinds.choice("target", Source.Target.class),
                        Source.Target.CLASS,
                        "What the label is: a class or a number.")
                .key(
                        "scale",
                        DataForms.ofColumns("scale"),
                        Normalize.STANDARD,
                        "standard scales numbers to learn to mean 0 and deviation 1; answers are in their own unit. Or"
                                + " none.")
                .key(
                        "separator",
                        Kinds.mapped(Kinds.anyText("one character"), FileData::separator, text -> text),
                        ",",
                        "Between fields.")
                .key(
                        "header",
                        Kinds.choice("header", Source.Header.class),
                        Source.Header.DETECT,
                        "Whether the first row names the columns: detect, present or absent.")
                .key(
                        "names",
                        Kinds.mapped(
                                Kinds.list(Kinds.anyText("the name of a column"), 0, MOST_COLUMNS),
                                FileData::named,
                                found -> found),
                        List.<String>of(),
                        "What the columns are called, one each, if not as the header says.")
                .key(
                        "drop",
                        Kinds.list(Column.KIND, 0, MOST_COLUMNS),
                        List.of(),
                        "Columns to leave out, by name or number.")
                .key("test-share", SHARE, TEST_SHARE, "Which share of the rows is to test on.")
                .key("seed", SEED, 1L, "Of that choice.");
    }

    static Entry<Source.TextFile> text() {
        return Entry.of("text", Source.TextFile.class, "A text file in UTF-8, of which the end is to test on.")
                .required("path", Kinds.text("the path of a text file"), PLACE)
                .key("window", DataForms.WINDOWS, DataForms.WINDOW, DataForms.WINDOW_MEANING)
                .key("test-share", SHARE, TEXT_TEST_SHARE, "How much of the text, at its end, is to test on.");
    }

    private static <T> Kind<T> checked(Kind<T> kind, T refused, String expected) {
        return Kinds.mapped(
                kind,
                value -> {
                    if (value.equals(refused)) {
                        throw new IllegalArgumentException("expected " + expected);
                    }
                    return value;
                },
                value -> value);
    }

    private static String separator(String text) {
        String plain = text.equals("\\t") ? "\t" : text;
        if (plain.length() != 1 || "\"\r\n".contains(plain)) {
            throw new IllegalArgumentException(
                    "expected one character that is no quote, or \\t for a tab, found " + OneLine.quoted(text));
        }
        return plain;
    }

    private static List<String> named(List<String> names) {
        if (!names.isEmpty()) {
            // Refuses names that are blank or come twice.
            CsvTable unused = CsvTable.of(Path.of("")).named(names);
        }
        return names;
    }
}
