package org.pcn4j.train.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.pcn4j.data.Cifar100;
import org.pcn4j.data.CsvTable;
import org.pcn4j.data.Emnist;
import org.pcn4j.data.Ground;
import org.pcn4j.data.Orientation;
import org.pcn4j.train.experiment.DataSpec.Normalise;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Values;
import org.pcn4j.train.settings.Variants;

/** How data are written, with the defaults of their settings. */
final class DataForms {
    private static final int WINDOW = 64;
    private static final int MOST_SAMPLES = 10_000_000;
    private static final double HELD_BACK = 0.1;
    private static final double TEST_SHARE = 0.2;
    private static final double TEXT_TEST_SHARE = 0.1;
    private static final Kind<Long> SEED = Kinds.whole(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final Kind<Integer> WINDOWS = Kinds.count(1, 1 << 16);
    private static final String SEED_COMMENT = "The same seed gives the same data.";
    private static final String WINDOW_COMMENT = "Characters in a sample.";

    private DataForms() {}

    /** The settings of one source. */
    private static final class Data<S extends Source> {
        private final String name;
        private final Class<S> type;
        private final Form.Builder<DataSpec> form;

        Data(String name, Class<S> type) {
            this.name = name;
            this.type = type;
            this.form = Form.of(name);
        }

        private Optional<S> as(DataSpec data) {
            return type.isInstance(data.source()) ? Optional.of(type.cast(data.source())) : Optional.empty();
        }

        <T> Key<T> key(String key, Kind<T> kind, T usual, Function<S, T> getter, String comment) {
            return form.key(key, kind, usual, data -> getter.apply(type.cast(data.source())), comment);
        }

        Key<String> path(String expected, Function<S, String> getter) {
            return form.required(
                    "path", Kinds.text(expected), data -> getter.apply(type.cast(data.source())), "Where it is.");
        }

        /** Of a published set, which is looked for in the data folder and the cache. */
        Key<Optional<String>> folder(Function<S, Optional<String>> getter) {
            return key(
                    "path",
                    Kinds.orWord(Kinds.text("the path of a folder"), "none"),
                    Optional.empty(),
                    getter,
                    "The folder of its files, or none for the data folder or the cache.");
        }

        /** Of images in the format of MNIST. */
        Key<Orientation> orientation(Orientation usual, Function<S, Orientation> getter) {
            return key(
                    "orientation",
                    Kinds.choice("orientation", Orientation.class, DataForms::label),
                    usual,
                    getter,
                    "How its images are stored: upright, as MNIST's, or transposed, as EMNIST's.");
        }

        /** Samples that are generated, as many as is said. */
        Variants<DataSpec> generated(
                Variants<DataSpec> all, int train, int test, Optional<Normalise> usual, Making<S> make) {
            Kind<Integer> count = Kinds.count(1, MOST_SAMPLES);
            Kind<Optional<Integer>> counts = Kinds.mapped(count, Optional::of, found -> found.orElse(1));
            Key<Optional<Integer>> trains =
                    form.key("train", counts, Optional.of(train), DataSpec::train, "Samples to learn from.");
            Key<Optional<Integer>> tests =
                    form.key("test", counts, Optional.of(test), DataSpec::test, "Samples to judge by.");
            return complete(all, trains, tests, usual, make);
        }

        /** Samples that are read, all or some. */
        Variants<DataSpec> read(Variants<DataSpec> all, Optional<Normalise> usual, Making<S> make) {
            Kind<Optional<Integer>> limit = Kinds.orWord(Kinds.count(1, MOST_SAMPLES), "all");
            Key<Optional<Integer>> trains = form.key(
                    "train", limit, Optional.empty(), DataSpec::train, "At most so many samples to learn from.");
            Key<Optional<Integer>> tests =
                    form.key("test", limit, Optional.empty(), DataSpec::test, "At most so many samples to judge by.");
            return complete(all, trains, tests, usual, make);
        }

        /** Adds what all data have; tokens cannot be normalised. */
        private Variants<DataSpec> complete(
                Variants<DataSpec> all,
                Key<Optional<Integer>> trains,
                Key<Optional<Integer>> tests,
                Optional<Normalise> usual,
                Making<S> make) {
            Key<Double> validation = form.key(
                    "validation",
                    Kinds.fraction(),
                    HELD_BACK,
                    DataSpec::validation,
                    "Which share of the samples to learn from is held back to judge by after each epoch.");
            Optional<Key<Normalise>> normalise = usual.map(what -> form.key(
                    "normalise",
                    Kinds.choice("normalisation", Normalise.class, DataForms::label),
                    what,
                    DataSpec::normalise,
                    "standard brings each channel or column to mean 0 and deviation 1; or none."));
            return add(
                    all,
                    v -> new DataSpec(
                            make.of(v),
                            v.get(trains),
                            v.get(tests),
                            v.get(validation),
                            normalise.map(v::get).orElse(Normalise.NONE)));
        }

        private Variants<DataSpec> add(Variants<DataSpec> all, Function<Values, DataSpec> make) {
            return all.with(
                    name, form.make(make), data -> as(data).filter(this::isThis).map(source -> data));
        }

        // Several names stand for one class of sources.
        private boolean isThis(S source) {
            if (source instanceof Source.Generated generated) {
                return generated.set().label().equals(name);
            }
            return !(source instanceof Source.Published published)
                    || published.set().label().equals(name);
        }
    }

    /** Makes a source of its settings. */
    @FunctionalInterface
    private interface Making<S extends Source> {
        S of(Values values);
    }

    static Variants<DataSpec> kind() {
        Variants<DataSpec> all = Variants.of("data set");
        all = drawn(all, Source.Invented.DIGITS, 6000, 1000);
        all = drawn(all, Source.Invented.SHAPES, 4000, 500);
        all = drawn(all, Source.Invented.WORDS, 6000, 1000);
        all = drawn(all, Source.Invented.REBER, 6000, 1000);
        Data<Source.Markov> markov = new Data<>("markov", Source.Markov.class);
        Key<Long> seed = markov.key("seed", SEED, 1L, Source.Markov::seed, SEED_COMMENT);
        Key<Integer> window = markov.key("window", WINDOWS, WINDOW, Source.Markov::window, WINDOW_COMMENT);
        all = markov.generated(all, 4687, 468, Optional.empty(), v -> new Source.Markov(v.get(seed), v.get(window)));
        for (Source.Set set : Source.Set.values()) {
            Data<Source.Published> published = new Data<>(set.label(), Source.Published.class);
            Key<Optional<String>> path = published.folder(Source.Published::path);
            Optional<Key<Orientation>> orientation = set.isInFormatOfMnist()
                    ? Optional.of(published.orientation(Orientation.UPRIGHT, Source.Published::orientation))
                    : Optional.empty();
            all = published.read(
                    all,
                    set == Source.Set.NAMES ? Optional.empty() : Optional.of(Normalise.NONE),
                    v -> new Source.Published(
                            set, v.get(path), orientation.map(v::get).orElse(Orientation.UPRIGHT)));
        }
        return files(hundred(letters(all)));
    }

    private static Variants<DataSpec> letters(Variants<DataSpec> all) {
        Data<Source.Letters> letters = new Data<>("emnist", Source.Letters.class);
        Key<Emnist.Part> split = letters.key(
                "split",
                Kinds.choice("split of EMNIST", Emnist.Part.class, DataForms::label),
                Emnist.Part.BALANCED,
                Source.Letters::split,
                "Which set: balanced, byclass, bymerge, digits, letters or mnist.");
        Key<Optional<String>> path = letters.folder(Source.Letters::path);
        Key<Orientation> orientation = letters.orientation(Orientation.TRANSPOSED, Source.Letters::orientation);
        return letters.read(
                all,
                Optional.of(Normalise.NONE),
                v -> new Source.Letters(v.get(split), v.get(path), v.get(orientation)));
    }

    private static Variants<DataSpec> drawn(Variants<DataSpec> all, Source.Invented set, int train, int test) {
        Data<Source.Generated> data = new Data<>(set.label(), Source.Generated.class);
        Key<Long> seed = data.key("seed", SEED, 1L, Source.Generated::seed, SEED_COMMENT);
        boolean images = set == Source.Invented.DIGITS || set == Source.Invented.SHAPES;
        Making<Source.Generated> make = v -> new Source.Generated(set, v.get(seed));
        return data.generated(all, train, test, images ? Optional.of(Normalise.NONE) : Optional.empty(), make);
    }

    private static Variants<DataSpec> hundred(Variants<DataSpec> before) {
        Variants<DataSpec> all = before;
        Data<Source.Hundred> hundred = new Data<>("cifar100", Source.Hundred.class);
        Key<Cifar100.Labels> labels = hundred.key(
                "labels",
                Kinds.choice("kind of label", Cifar100.Labels.class, DataForms::label),
                Cifar100.Labels.FINE,
                Source.Hundred::labels,
                "fine, 100 classes, or coarse, 20.");
        Key<Optional<String>> path = hundred.folder(Source.Hundred::path);
        all = hundred.read(all, Optional.of(Normalise.NONE), v -> new Source.Hundred(v.get(labels), v.get(path)));
        Data<Source.Shakespeare> shakespeare = new Data<>("tinyshakespeare", Source.Shakespeare.class);
        Key<Integer> window = shakespeare.key("window", WINDOWS, WINDOW, Source.Shakespeare::window, WINDOW_COMMENT);
        Key<Optional<String>> folder = shakespeare.folder(Source.Shakespeare::path);
        return shakespeare.read(all, Optional.empty(), v -> new Source.Shakespeare(v.get(window), v.get(folder)));
    }

    private static Variants<DataSpec> files(Variants<DataSpec> before) {
        return text(csv(pictures(before)));
    }

    private static Variants<DataSpec> pictures(Variants<DataSpec> all) {
        Data<Source.Pictures> pictures = new Data<>("images", Source.Pictures.class);
        Key<String> path = pictures.path("the path of a folder with a folder for each class", Source.Pictures::path);
        Kind<Integer> channelKind = Kinds.mapped(
                Kinds.count(1, 3),
                channels -> {
                    if (channels == 2) {
                        throw new IllegalArgumentException("expected 1 for grey or 3 for colours, found 2");
                    }
                    return channels;
                },
                channels -> channels);
        Key<Integer> channels = pictures.key("channels", channelKind, 3, Source.Pictures::channels, "1 for grey or 3.");
        Kind<Ground> grounds = Kinds.mapped(Kinds.text("white, black or a color"), Ground::of, Ground::toString);
        Key<Ground> ground = pictures.key(
                "ground",
                grounds,
                Ground.WHITE,
                Source.Pictures::ground,
                "What is seen through transparent parts: white, black or a color as \"#ffcc00\".");
        Key<Optional<List<Integer>>> size = pictures.key(
                "size",
                Kinds.orWord(Kinds.list(Kinds.count(1, 1 << 14), 2, 2), "none"),
                Optional.empty(),
                Source.Pictures::size,
                "[height, width] to scale all to, or none where all have one size.");
        Key<Optional<Double>> testShare = pictures.key(
                "test-share",
                Kinds.orWord(share(), "none"),
                Optional.of(TEST_SHARE),
                Source.Pictures::testShare,
                "Which share of each class is to judge by, or none where the folders train and test are there.");
        Key<Long> seed = pictures.key("seed", SEED, 1L, Source.Pictures::seed, "Of that choice.");
        return pictures.read(
                all,
                Optional.of(Normalise.NONE),
                v -> new Source.Pictures(
                        v.get(path), v.get(channels), v.get(ground), v.get(size), v.get(testShare), v.get(seed)));
    }

    private static Kind<Double> share() {
        return Kinds.mapped(
                Kinds.fraction(),
                share -> {
                    if (share == 0) {
                        throw new IllegalArgumentException("expected a share greater than 0 and less than 1, found 0");
                    }
                    return share;
                },
                share -> share);
    }

    private static Variants<DataSpec> csv(Variants<DataSpec> all) {
        Data<Source.Csv> csv = new Data<>("csv", Source.Csv.class);
        Key<String> path = csv.path("the path of a CSV file", Source.Csv::path);
        Key<List<Column>> label = csv.key(
                "label",
                Kinds.oneOrMore(Column.KIND, 10_000),
                List.of(new Column.Last()),
                Source.Csv::label,
                "The column of the label: its name, its number or last; or a list of columns of numbers.");
        Key<Source.Target> target = csv.key(
                "target",
                Kinds.choice("target", Source.Target.class, DataForms::label),
                Source.Target.CLASS,
                Source.Csv::target,
                "What the label is: a class or a number.");
        Key<Normalise> scale = csv.key(
                "scale",
                Kinds.choice("scale", Normalise.class, DataForms::label),
                Normalise.STANDARD,
                Source.Csv::scale,
                "standard scales numbers to learn to mean 0 and deviation 1; answers are in their own unit. Or none.");
        Kind<String> character = Kinds.mapped(
                Kinds.anyText("one character"),
                text -> {
                    String plain = text.equals("\\t") ? "\t" : text;
                    if (plain.length() != 1 || "\"\r\n".contains(plain)) {
                        throw new IllegalArgumentException(
                                "expected one character that is no quote, or \\t for a tab, found "
                                        + OneLine.quoted(text));
                    }
                    return plain;
                },
                text -> text);
        Key<String> separator = csv.key("separator", character, ",", Source.Csv::separator, "Between fields.");
        Key<Source.Header> header = csv.key(
                "header",
                Kinds.choice("header", Source.Header.class, DataForms::label),
                Source.Header.DETECT,
                Source.Csv::header,
                "Whether the first row names the columns: detect, present or absent.");
        Key<List<String>> names = csv.key(
                "names",
                Kinds.mapped(
                        Kinds.list(Kinds.anyText("the name of a column"), 0, 100_000),
                        DataForms::named,
                        found -> found),
                List.of(),
                Source.Csv::names,
                "What the columns are called, one each, if not as the header says.");
        Key<List<Column>> drop = csv.key(
                "drop",
                Kinds.list(Column.KIND, 0, 100_000),
                List.of(),
                Source.Csv::drop,
                "Columns to leave out, by name or number.");
        Key<Double> testShare = csv.key(
                "test-share", share(), TEST_SHARE, Source.Csv::testShare, "Which share of the rows is to judge by.");
        Key<Long> seed = csv.key("seed", SEED, 1L, Source.Csv::seed, "Of that choice.");
        return csv.read(
                all,
                Optional.of(Normalise.STANDARD),
                v -> new Source.Csv(
                        v.get(path),
                        v.get(label),
                        v.get(target),
                        v.get(scale),
                        v.get(separator),
                        v.get(header),
                        v.get(names),
                        v.get(drop),
                        v.get(testShare),
                        v.get(seed)));
    }

    private static List<String> named(List<String> names) {
        if (!names.isEmpty()) {
            // Refuses names that are blank or come twice.
            CsvTable unused = CsvTable.of(Path.of("")).named(names);
        }
        return names;
    }

    private static Variants<DataSpec> text(Variants<DataSpec> all) {
        Data<Source.TextFile> text = new Data<>("text", Source.TextFile.class);
        Key<String> path = text.path("the path of a text file", Source.TextFile::path);
        Key<Integer> window = text.key("window", WINDOWS, WINDOW, Source.TextFile::window, WINDOW_COMMENT);
        Key<Double> testShare = text.key(
                "test-share",
                share(),
                TEXT_TEST_SHARE,
                Source.TextFile::testShare,
                "How much of the text, at its end, is to judge by.");
        return text.read(all, Optional.empty(), v -> new Source.TextFile(v.get(path), v.get(window), v.get(testShare)));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
