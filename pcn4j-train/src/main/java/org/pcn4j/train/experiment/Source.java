package org.pcn4j.train.experiment;

import java.io.IOException;
import java.nio.file.Files;
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
import org.pcn4j.data.ImageFolder;
import org.pcn4j.data.MarkovText;
import org.pcn4j.data.Mnist;
import org.pcn4j.data.Names;
import org.pcn4j.data.Reber;
import org.pcn4j.data.Shapes;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.data.Text;
import org.pcn4j.data.TinyShakespeare;
import org.pcn4j.data.Words;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.file.Reason;

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
    }

    /**
     * A published set.
     *
     * @param path where its files are, unless it is the data folder or the cache
     */
    record Published(Set set, Optional<String> path) implements Known {
        @Override
        public String called() {
            return set.label();
        }

        @Override
        public LoadedData read(Path folder) {
            return switch (set) {
                case MNIST, FASHION_MNIST, KMNIST -> new LoadedData.Images(Mnist.read(folder));
                case CIFAR10 -> new LoadedData.Images(Cifar10.read(folder));
                case NAMES -> new LoadedData.Labelled(Names.read(folder));
            };
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
     * @param channels 1 for grey, 3 for colours
     * @param size [height, width] to which all are scaled, unless they have one size
     * @param testShare which share of each class is to judge by; none where there are the folders train and test
     * @param seed of that choice
     */
    record Pictures(String path, int channels, Optional<List<Integer>> size, Optional<Double> testShare, long seed)
            implements Source {
        @Override
        public LoadedData load(DataAccess access, Amount amount) {
            ImageFolder folder = ImageFolder.of(asPath(path));
            ImageFolder inColours = channels == 1 ? folder.grey() : folder;
            ImageFolder scaled = size.map(given -> inColours.scaledTo(given.get(0), given.get(1)))
                    .orElse(inColours);
            return new LoadedData.Images(
                    testShare.isPresent() ? scaled.split(testShare.get(), new Seed(seed)) : scaled.split());
        }
    }

    /** What a table's first row is. */
    enum Header {
        /** Names, if none of its features is a number. */
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
     * @param separator one character
     * @param drop columns left out
     * @param testShare which share of the rows is to judge by
     * @param seed of that choice
     */
    record Csv(
            String path,
            Column label,
            Target target,
            String separator,
            Header header,
            List<Column> drop,
            double testShare,
            long seed)
            implements Source {
        /** Copies the list. */
        public Csv {
            drop = List.copyOf(drop);
        }

        @Override
        public LoadedData load(DataAccess access, Amount amount) {
            CsvTable table = CsvTable.of(asPath(path)).separatedBy(separator.charAt(0));
            table = switch (header) {
                case DETECT -> table;
                case PRESENT -> table.withHeader();
                case ABSENT -> table.withoutHeader();
            };
            table = target == Target.NUMBER ? label.labelling(table).numbers() : label.labelling(table);
            for (Column column : drop) {
                table = column.dropping(table);
            }
            Table rows = table.read();
            if (rows.size() < 2) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "%s: expected at least 2 rows, to learn from and to judge by, found %d",
                        path,
                        rows.size()));
            }
            return new LoadedData.Rows(rows.split(testShare, new Seed(seed)));
        }
    }

    /**
     * A text, the beginning to learn from, the rest to judge by.
     *
     * @param window characters in a sample
     * @param testShare how much of it is the rest
     */
    record TextFile(String path, int window, double testShare) implements Source {
        private static final long LARGEST = 1L << 29;

        @Override
        public LoadedData load(DataAccess access, Amount amount) {
            String text = read(asPath(path));
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

        private static String read(Path file) {
            try {
                if (!Files.isRegularFile(file)) {
                    throw new DataException(String.format(Locale.ROOT, "text not found: %s is no file", file));
                }
                if (Files.size(file) > LARGEST) {
                    throw new DataException(String.format(
                            Locale.ROOT,
                            "%s: expected a text of at most %d bytes, found %d",
                            file,
                            LARGEST,
                            Files.size(file)));
                }
                return Files.readString(file);
            } catch (IOException e) {
                throw new DataException(
                        String.format(Locale.ROOT, "cannot read %s, expected a text in UTF-8: %s", file, Reason.of(e)),
                        e);
            }
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
