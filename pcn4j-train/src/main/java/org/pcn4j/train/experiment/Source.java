package org.pcn4j.train.experiment;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.data.Cifar10;
import org.pcn4j.data.Cifar100;
import org.pcn4j.data.CsvTable;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Digits;
import org.pcn4j.data.Emnist;
import org.pcn4j.data.Ground;
import org.pcn4j.data.ImageFolder;
import org.pcn4j.data.ImageReading;
import org.pcn4j.data.MarkovText;
import org.pcn4j.data.Mnist;
import org.pcn4j.data.Names;
import org.pcn4j.data.Orientation;
import org.pcn4j.data.Qmnist;
import org.pcn4j.data.Reber;
import org.pcn4j.data.Shapes;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.data.Text;
import org.pcn4j.data.TinyShakespeare;
import org.pcn4j.data.Words;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.experiment.DataSpec.Normalise;
import org.pcn4j.train.file.OneLine;

/** Where data come from. Immutable. */
public sealed interface Source {
    /** How many samples of each part are generated. */
    record Amount(int train, int test) {}

    /**
     * Generates or reads the data.
     *
     * @param access where published sets are
     * @param amount how many samples are generated; of no meaning to what is read
     * @throws DataException if there are no such data or if they are damaged
     * @throws org.pcn4j.train.fetch.FetchException if they must be fetched and cannot be
     * @throws InterruptedException if the thread is interrupted while they are fetched
     */
    LoadedData load(DataAccess access, Amount amount) throws InterruptedException;

    /** Tells whether numbers to learn are brought to mean 0 and deviation 1 while they are learned. */
    default boolean scalesTargets() {
        return false;
    }

    /** What is generated. */
    sealed interface Drawn extends Source {
        /** Generates the data. */
        LoadedData generate(Amount amount);

        /** Returns the same by another seed. */
        Drawn withSeed(long seed);

        @Override
        default LoadedData load(DataAccess access, Amount amount) {
            return generate(amount);
        }
    }

    /** What is published. */
    sealed interface Known extends Source {
        /** Returns what the catalogue calls it. */
        String called();

        /** Returns the folder of its files, unless it is the data folder's or the cache's. */
        Optional<String> path();

        /**
         * Reads the files in a folder.
         *
         * @throws DataException if there are no such data or if they are damaged
         */
        LoadedData read(Path folder);

        @Override
        default LoadedData load(DataAccess access, Amount amount) throws InterruptedException {
            if (path().isPresent()) {
                return read(asPath(path().get()));
            }
            Path folder = access.folderOf(called());
            try {
                return read(folder);
            } catch (DataException e) {
                throw new DataException(e.getMessage() + access.elsewhere(called()), e);
            }
        }
    }

    /** The sets that are generated. */
    enum Invented {
        /** Images of digits. */
        DIGITS,
        /** Images of shapes. */
        SHAPES,
        /** Words of invented languages. */
        WORDS,
        /** Strings of a grammar. */
        REBER;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Generated images or sequences.
     *
     * @param seed the same seed gives the same data
     */
    record Generated(Invented set, long seed) implements Drawn {
        @Override
        public Generated withSeed(long other) {
            return new Generated(set, other);
        }

        @Override
        public LoadedData generate(Amount amount) {
            return switch (set) {
                case DIGITS -> new LoadedData.Images(Digits.generate(seed, amount.train(), amount.test()));
                case SHAPES -> new LoadedData.Images(Shapes.generate(seed, amount.train(), amount.test()));
                case WORDS -> new LoadedData.Labelled(Words.generate(seed, amount.train(), amount.test()));
                case REBER -> new LoadedData.Labelled(Reber.generate(seed, amount.train(), amount.test()));
            };
        }
    }

    /**
     * Generated text.
     *
     * @param seed the same seed gives the same text
     * @param window characters in a sample
     */
    record Markov(long seed, int window) implements Drawn {
        @Override
        public Markov withSeed(long other) {
            return new Markov(other, window);
        }

        @Override
        public LoadedData generate(Amount amount) {
            return new LoadedData.Characters(
                    MarkovText.generate(seed, characters(amount.train()), characters(amount.test()), window));
        }

        private int characters(int windows) {
            return Math.addExact(Math.multiplyExact(windows, window), 1);
        }
    }

    /** The published sets without settings of their own. */
    enum Set {
        /** Handwritten digits. */
        MNIST("mnist"),
        /** Clothes. */
        FASHION_MNIST("fashion-mnist"),
        /** Cursive Japanese. */
        KMNIST("kmnist"),
        /** Handwritten digits with more to judge by. */
        QMNIST("qmnist"),
        /** Small photographs in ten classes. */
        CIFAR10("cifar10"),
        /** Surnames by language. */
        NAMES("names");

        private final String label;

        Set(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        /** Tells whether its files are in the format of MNIST. */
        boolean isInFormatOfMnist() {
            return this != CIFAR10 && this != NAMES;
        }
    }

    /**
     * A published set.
     *
     * @param path where its files are, unless it is the data folder or the cache
     * @param orientation how images in the format of MNIST are stored
     */
    record Published(Set set, Optional<String> path, Orientation orientation) implements Known {
        @Override
        public String called() {
            return set.label();
        }

        @Override
        public LoadedData read(Path folder) {
            return switch (set) {
                case MNIST, FASHION_MNIST, KMNIST -> new LoadedData.Images(Mnist.read(folder, orientation));
                case QMNIST -> new LoadedData.Images(Qmnist.read(folder, orientation));
                case CIFAR10 -> new LoadedData.Images(Cifar10.read(folder));
                case NAMES -> new LoadedData.Labelled(Names.read(folder));
            };
        }
    }

    /**
     * EMNIST.
     *
     * @param split which of its sets
     * @param orientation how its images are stored
     */
    record Letters(Emnist.Part split, Optional<String> path, Orientation orientation) implements Known {
        @Override
        public String called() {
            return "emnist";
        }

        @Override
        public LoadedData read(Path folder) {
            return new LoadedData.Images(Emnist.read(folder, split, orientation));
        }
    }

    /** CIFAR-100. */
    record Hundred(Cifar100.Labels labels, Optional<String> path) implements Known {
        @Override
        public String called() {
            return "cifar100";
        }

        @Override
        public LoadedData read(Path folder) {
            return new LoadedData.Images(Cifar100.read(folder, labels));
        }
    }

    /** Tiny Shakespeare. */
    record Shakespeare(int window, Optional<String> path) implements Known {
        @Override
        public String called() {
            return "tinyshakespeare";
        }

        @Override
        public LoadedData read(Path folder) {
            return new LoadedData.Characters(TinyShakespeare.read(folder, window));
        }
    }

    /**
     * Pictures in folders, one a class.
     *
     * @param channels 1 for gray, 3 for colors
     * @param ground what is seen through transparent parts
     * @param size [height, width] to which all are scaled, unless they have one size
     * @param testShare which share of each class is to judge by; none where there are the folders train and test
     * @param seed of that choice
     */
    record Pictures(
            String path,
            int channels,
            Ground ground,
            Optional<List<Integer>> size,
            Optional<Double> testShare,
            long seed)
            implements Source {
        @Override
        public LoadedData load(DataAccess access, Amount amount) {
            ImageReading reading = new ImageReading(channels, ground);
            ImageFolder folder = ImageFolder.of(asPath(path)).reading(reading);
            ImageFolder scaled = size.map(given -> folder.scaledTo(given.get(0), given.get(1)))
                    .orElse(folder);
            return new LoadedData.Images(
                    testShare.isPresent() ? scaled.split(testShare.get(), new Seed(seed)) : scaled.split(), reading);
        }
    }

    /** What a table's first row is. */
    enum Header {
        /** Names, if none of its features is a number, and a row, if all are; refused where it may be either. */
        DETECT,
        /** Names of columns. */
        PRESENT,
        /** A row like the others. */
        ABSENT
    }

    /** What is to be learned of a row. */
    enum Target {
        /** A class. */
        CLASS,
        /** A number. */
        NUMBER
    }

    /**
     * Rows of a CSV file.
     *
     * @param label one column, or several whose numbers are learned
     * @param scale whether numbers are scaled to be learned
     * @param separator one character
     * @param names what the columns are called; none where the header says so, if there is one
     * @param drop columns left out
     * @param testShare which share of the rows is to judge by
     * @param seed of that choice
     */
    record Csv(
            String path,
            List<Column> label,
            Target target,
            Normalise scale,
            String separator,
            Header header,
            List<String> names,
            List<Column> drop,
            double testShare,
            long seed)
            implements Source {
        /**
         * Copies the lists.
         *
         * @throws IllegalArgumentException if several columns are one class
         */
        public Csv {
            label = List.copyOf(label);
            names = List.copyOf(names);
            drop = List.copyOf(drop);
            if (label.size() > 1 && target == Target.CLASS) {
                throw new IllegalArgumentException("label: expected one column for a class, found " + label.size()
                        + "; several are learned as numbers alone: target: number");
            }
        }

        @Override
        public boolean scalesTargets() {
            return target == Target.NUMBER && scale == Normalise.STANDARD;
        }

        @Override
        public LoadedData load(DataAccess access, Amount amount) {
            CsvTable table = CsvTable.of(asPath(path)).separatedBy(separator.charAt(0));
            table = switch (header) {
                case DETECT -> table;
                case PRESENT -> table.withHeader();
                case ABSENT -> table.withoutHeader();
            };
            table = names.isEmpty() ? table : table.named(names);
            table = label.get(0).labelling(target == Target.NUMBER ? table.numbers() : table);
            for (Column column : label.subList(1, label.size())) {
                table = column.alsoLabelling(table);
            }
            for (Column column : drop) {
                table = column.dropping(table);
            }
            Table rows = table.read();
            try {
                return new LoadedData.Rows(rows.split(testShare, new Seed(seed)));
            } catch (IllegalArgumentException e) {
                throw new DataException(
                        path + ": " + e.getMessage()
                                + (target == Target.NUMBER ? "" : "; where the label is a number, say target: number"),
                        e);
            }
        }
    }

    /**
     * A text, the beginning to learn from, the rest to judge by.
     *
     * @param window characters in a sample
     * @param testShare how much of it is the rest
     */
    record TextFile(String path, int window, double testShare) implements Source {
        @Override
        public LoadedData load(DataAccess access, Amount amount) {
            String text = org.pcn4j.data.TextFile.read(asPath(path));
            int all = text.codePointCount(0, text.length());
            int test = (int) Math.round(all * testShare);
            if (Math.min(test, all - test) <= window) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s: expected more than %d characters, a window, in each part, found %d and %d",
                        path,
                        window,
                        all - test,
                        test));
            }
            List<String> vocabulary = Text.characters(text);
            int cut = text.offsetByCodePoints(0, all - test);
            return new LoadedData.Characters(new Split<>(
                    new Text(path + " train", vocabulary, text.substring(0, cut), window),
                    new Text(path + " test", vocabulary, text.substring(cut), window)));
        }
    }

    private static Path asPath(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new DataException(
                    String.format(Locale.ROOT, "data not found: %s is no path", OneLine.quoted(path)), e);
        }
    }
}
