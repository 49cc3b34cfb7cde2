package org.pcn4j.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabelledImages;
import org.pcn4j.data.Mnist;
import org.pcn4j.data.Split;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where images come from.
 *
 * @param name as given: {@code digits}, {@code mnist} or a folder of files like MNIST's
 */
record DataSource(String name) {
    /** Where {@code --data-dir} is looked for if it is not given. */
    static final String VARIABLE = "PCN4J_DATA";

    private static final String DIGITS = "digits";
    private static final String MNIST = "mnist";
    private static final int DIGITS_TRAIN = 6000;
    private static final int DIGITS_TEST = 1000;

    /**
     * Generates or reads the images.
     *
     * @param dataDir the folder that holds {@code mnist/}, if it is known
     * @param seed of generated images
     * @throws DataException if there is no such data or if it is damaged
     */
    Split<LabelledImages> load(Optional<Path> dataDir, long seed) {
        if (name.equals(DIGITS)) {
            return Digits.generate(seed, DIGITS_TRAIN, DIGITS_TEST);
        } else if (name.equals(MNIST)) {
            Path parent = dataDir.orElseThrow(() -> new DataException("--data mnist: where is it? Give --data-dir, or "
                    + "set " + VARIABLE + ", the folder that holds mnist/ with the four files of MNIST"));
            return Mnist.read(parent.resolve(MNIST));
        }
        return Mnist.read(Path.of(name));
    }

    /** Returns the folder that the environment names, if it does. */
    static Optional<Path> directoryByEnvironment() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }

    /** Reads where images come from. */
    static final class One implements ITypeConverter<DataSource> {
        @Override
        public DataSource convert(String text) {
            List<String> known = List.of(DIGITS, MNIST);
            if (known.contains(text) || isFolder(text)) {
                return new DataSource(text);
            }
            throw new TypeConversionException(
                    Choices.unknown("data set", text, known) + ", or a folder with the four files of MNIST");
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
