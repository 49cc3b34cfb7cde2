package org.pcn4j.train.experiment;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pcn4j.data.CsvTable;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Ground;
import org.pcn4j.data.ImageFolder;
import org.pcn4j.data.ImageReading;
import org.pcn4j.data.Split;
import org.pcn4j.data.Table;
import org.pcn4j.data.Text;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.experiment.DataSpec.Normalize;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.model.Answers;

/** Where data come from. Immutable. */
public interface Source {
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

    /** Returns what is to be learned, as far as it is known before the data are read: classes, unless it says otherwise. */
    default Answers answers() {
        return Answers.CLASSES;
    }

    /** Tells whether numbers to learn are brought to mean 0 and deviation 1 while they are learned. */
    default boolean scalesTargets() {
        return false;
    }

    /** What is generated. */
    interface Generated extends Source {
        /** Generates the data. */
        LoadedData generate(Amount amount);

        /** Returns the same by another seed. */
        Generated withSeed(long seed);

        @Override
        default LoadedData load(DataAccess access, Amount amount) {
            return generate(amount);
        }
    }

    /** What is published. */
    interface Published extends Source {
        /** Returns what the catalog calls it. */
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

    /**
     * Pictures in folders, one a class.
     *
     * @param channels 1 for gray, 3 for colors
     * @param ground what is seen through transparent parts
     * @param size [height, width] to which all are scaled, unless they have one size
     * @param testShare which share of each class is to test on; none where there are the folders train and test
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
     * @param testShare which share of the rows is to test on
     * @param seed of that choice
     */
    record Csv(
            String path,
            List<Column> label,
            Target target,
            Normalize scale,
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
        public Answers answers() {
            return target == Target.NUMBER ? Answers.NUMBERS : Answers.CLASSES;
        }

        @Override
        public boolean scalesTargets() {
            return target == Target.NUMBER && scale == Normalize.STANDARD;
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
            table = label.get(0).labeling(target == Target.NUMBER ? table.numbers() : table);
            for (Column column : label.subList(1, label.size())) {
                table = column.alsoLabeling(table);
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
     * A text, the beginning to train on, the rest to test on.
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
