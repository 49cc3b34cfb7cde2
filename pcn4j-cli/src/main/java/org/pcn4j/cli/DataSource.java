package org.pcn4j.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.data.Cifar10;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Digits;
import org.pcn4j.data.MarkovText;
import org.pcn4j.data.Mnist;
import org.pcn4j.data.Names;
import org.pcn4j.data.Reber;
import org.pcn4j.data.Shapes;
import org.pcn4j.data.TinyShakespeare;
import org.pcn4j.data.Words;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where data come from.
 *
 * @param name as given: that of a generated set, of one in the data folder, or a folder of files like MNIST's
 */
record DataSource(String name) {
    /** Where {@code --data-dir} is looked for if it is not given. */
    static final String VARIABLE = "PCN4J_DATA";

    static final String DIGITS = "digits";
    static final String SHAPES = "shapes";
    static final String WORDS = "words";
    static final String MARKOV = "markov";
    private static final String REBER = "reber";
    private static final String MNIST = "mnist";
    private static final String CIFAR10 = "cifar10";
    private static final String NAMES = "names";
    private static final String TINY_SHAKESPEARE = "tinyshakespeare";
    private static final List<String> KNOWN =
            List.of(DIGITS, SHAPES, WORDS, REBER, MARKOV, MNIST, CIFAR10, NAMES, TINY_SHAKESPEARE);

    private static final int WINDOW = 64;

    /** How much is generated. */
    private enum Amount {
        USUAL(1),
        /** Enough to see what the data are like. */
        LITTLE(100);

        private final int divisor;

        Amount(int divisor) {
            this.divisor = divisor;
        }

        int of(int usual) {
            return usual / divisor;
        }
    }

    /**
     * Generates or reads the data.
     *
     * @param dataDir the folder that holds {@code mnist/}, {@code cifar10/} and the others, if it is known
     * @param seed of generated data
     * @throws DataException if there are no such data or if they are damaged
     */
    LoadedData load(Optional<Path> dataDir, long seed) {
        return switch (name) {
            case MNIST -> new LoadedData.Images(Mnist.read(folder(dataDir)));
            case CIFAR10 -> new LoadedData.Images(Cifar10.read(folder(dataDir)));
            case NAMES -> new LoadedData.Labelled(Names.read(folder(dataDir)));
            case TINY_SHAKESPEARE -> new LoadedData.Characters(TinyShakespeare.read(folder(dataDir), WINDOW));
            case DIGITS, SHAPES, WORDS, REBER, MARKOV -> generated(seed, Amount.USUAL);
            default -> new LoadedData.Images(Mnist.read(Path.of(name)));
        };
    }

    /** Generates a few samples of a generated set, to see what they are like. */
    LoadedData example() {
        return generated(1, Amount.LITTLE);
    }

    private LoadedData generated(long seed, Amount amount) {
        return switch (name) {
            case DIGITS -> new LoadedData.Images(Digits.generate(seed, amount.of(6000), amount.of(1000)));
            case SHAPES -> new LoadedData.Images(Shapes.generate(seed, amount.of(4000), amount.of(500)));
            case WORDS -> new LoadedData.Labelled(Words.generate(seed, amount.of(6000), amount.of(1000)));
            case REBER -> new LoadedData.Labelled(Reber.generate(seed, amount.of(6000), amount.of(1000)));
            case MARKOV ->
                new LoadedData.Characters(MarkovText.generate(seed, amount.of(300_000), amount.of(30_000), WINDOW));
            default -> throw new IllegalStateException(name + " is not generated");
        };
    }

    private Path folder(Optional<Path> dataDir) {
        return dataDir.orElseThrow(() -> new DataException("--data " + name + ": where is it? Give --data-dir, or set "
                        + VARIABLE + ", the folder that holds " + name + "/"))
                .resolve(name);
    }

    /** Returns the folder that the environment names, if it does. */
    static Optional<Path> directoryByEnvironment() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }

    /** Reads where data come from. */
    static final class One implements ITypeConverter<DataSource> {
        @Override
        public DataSource convert(String text) {
            if (KNOWN.contains(text) || isFolder(text)) {
                return new DataSource(text);
            }
            throw new TypeConversionException(
                    Choices.unknown("data set", text, KNOWN) + ", or a folder with the four files of MNIST");
        }

        // What looks like a path but is no folder passes too: the reader's complaint then says what was looked for.
        private static boolean isFolder(String text) {
            try {
                return Path.of(text).getNameCount() > 1 || text.contains("/") || Files.isDirectory(Path.of(text));
            } catch (InvalidPathException e) {
                return false;
            }
        }
    }
}
