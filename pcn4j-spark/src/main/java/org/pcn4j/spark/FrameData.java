package org.pcn4j.spark;

import java.util.List;
import java.util.Optional;
import org.pcn4j.data.DataException;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.DataSpec.Normalize;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.experiment.Source;
import org.pcn4j.train.model.Answers;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/**
 * Rows of a DataFrame, as an experiment tells of them. Immutable.
 *
 * @param features one column of arrays of numbers or of encoded images, or several columns of a number each
 * @param label one column, or several whose numbers are learned
 * @param target whether the label is a class or a number
 * @param scale whether numbers to learn are scaled
 * @param path where the rows are, for Spark; none where the program hands a DataFrame over
 * @param testPath where rows to test on are; none where a share of the others is
 * @param format as {@code parquet}; or {@code table}, and the paths are names of tables
 * @param order the column by which rows are sorted, if they are
 * @param size [height, width] to which all images are scaled; none where features are numbers
 * @param channels of images, 1 for gray, 3 for colors
 * @param testShare which share of the rows is to test on, unless these are told by themselves
 * @param seed of that choice
 */
public record FrameData(
        List<String> features,
        List<String> label,
        Target target,
        Normalize scale,
        Optional<String> path,
        Optional<String> testPath,
        String format,
        Optional<String> order,
        Optional<List<Integer>> size,
        int channels,
        double testShare,
        long seed)
        implements Source {
    /** What the data set is called. */
    public static final String NAME = "frame";

    /** The format of tables that Spark's catalog knows. */
    static final String TABLE = "table";

    private static final int MOST_COLUMNS = 100_000;
    private static final int MOST_LABELS = 10_000;
    private static final double TEST_SHARE = 0.2;
    private static final int LARGEST_SIDE = 1 << 14;

    /** Whether numbers to learn are scaled. */
    private enum Scale {
        STANDARD,
        NONE
    }

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if settings do not go together: which
     */
    public FrameData {
        features = List.copyOf(features);
        label = List.copyOf(label);
        if (label.size() > 1 && target == Target.CLASS) {
            throw new IllegalArgumentException("label: expected one column for a class, found " + label.size()
                    + "; several are learned as numbers alone: target: number");
        }
        if (size.isPresent() && (features.size() > 1 || target == Target.NUMBER)) {
            throw new IllegalArgumentException("size: images stand in one column and have classes, found "
                    + features.size() + " columns of features and target: "
                    + (target == Target.NUMBER ? "number" : "class"));
        }
        if (testPath.isPresent() && path.isEmpty()) {
            throw new IllegalArgumentException("test-path: expected none without path");
        }
        if (channels == 2) {
            throw new IllegalArgumentException("channels: expected 1 for gray or 3 for colors, found 2");
        }
        if (!(testShare > 0)) {
            throw new IllegalArgumentException("test-share: expected a share greater than 0, found " + testShare);
        }
    }

    static Entry<FrameData> entry() {
        Kind<String> column = Kinds.text("the name of a column");
        return Entry.of(NAME, FrameData.class, "Rows of a DataFrame, for training by Spark.")
                .key(
                        "features",
                        Kinds.oneOrMore(column, MOST_COLUMNS),
                        List.of("features"),
                        "The column of arrays of numbers, or of images as in binaryFile's content; or several columns"
                                + " of a number each.")
                .key(
                        "label",
                        Kinds.oneOrMore(column, MOST_LABELS),
                        List.of("label"),
                        "The column of the label, or several of numbers.")
                .key(
                        "target",
                        Kinds.choice("target", Target.class),
                        Target.CLASS,
                        "What the label is: a class or a number.")
                .key(
                        "scale",
                        Kinds.mapped(
                                Kinds.choice("scale", Scale.class),
                                scale -> Normalize.valueOf(scale.name()),
                                scale -> Scale.valueOf(scale.name())),
                        Normalize.STANDARD,
                        "standard scales numbers to learn to mean 0 and deviation 1; answers are in their own unit. Or"
                                + " none.")
                .key(
                        "path",
                        Kinds.orWord(Kinds.text("where Spark finds the rows"), "none"),
                        Optional.empty(),
                        "Where Spark finds the rows, or none where a program hands them over.")
                .key(
                        "test-path",
                        Kinds.orWord(Kinds.text("where Spark finds the rows"), "none"),
                        Optional.empty(),
                        "Where Spark finds those to test on, or none for a share of the others.")
                .key(
                        "format",
                        Kinds.text("a format that Spark reads"),
                        "parquet",
                        "As Spark calls it: parquet, json, orc, binaryFile …; or table, and path names one.")
                .key(
                        "order",
                        Kinds.orWord(column, "none"),
                        Optional.empty(),
                        "The column that rows are sorted by, different in each, or none for Spark's own order.")
                .key(
                        "size",
                        Kinds.orWord(Kinds.list(Kinds.count(1, LARGEST_SIDE), 2, 2), "none"),
                        Optional.empty(),
                        "[height, width] to which images are scaled, or none where features are numbers.")
                .key("channels", Kinds.count(1, 3), 3, "Of images: 1 for gray or 3.")
                .key(
                        "test-share",
                        Kinds.fraction(),
                        TEST_SHARE,
                        "Which share of the rows is to test on, unless test-path says which.")
                .key("seed", Kinds.whole(Long.MIN_VALUE, Long.MAX_VALUE), 1L, "Of that choice.");
    }

    @Override
    public Answers answers() {
        return target == Target.NUMBER ? Answers.NUMBERS : Answers.CLASSES;
    }

    @Override
    public boolean scalesTargets() {
        return target == Target.NUMBER && scale == Normalize.STANDARD;
    }

    /** Tells whether features are encoded images. */
    boolean areImages() {
        return size.isPresent();
    }

    @Override
    public LoadedData load(DataAccess access, Amount amount) {
        throw new DataException("data: '" + NAME + "' is read by Spark alone: train by spark-submit --class "
                + SparkTrain.class.getName() + ", or SparkTraining in a program");
    }
}
