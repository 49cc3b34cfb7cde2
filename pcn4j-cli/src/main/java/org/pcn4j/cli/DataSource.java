package org.pcn4j.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pcn4j.data.DataException;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where data come from.
 *
 * @param name as given: that of a generated set, of one in the data folder, or a folder of files like MNIST's
 */
record DataSource(String name) {
    /** Where {@code --data-dir} is looked for if it is not given. */
    static final String VARIABLE = DataAccess.VARIABLE;

    private static final String MNIST = "mnist";

    /**
     * Generates or reads the data.
     *
     * @param dataDir the folder that holds {@code mnist/}, {@code cifar10/} and the others, if it is known
     * @param seed of generated data
     * @throws DataException if there are no such data or if they are damaged
     */
    LoadedData load(Optional<Path> dataDir, long seed) {
        if (!known().contains(name)) {
            return DataSpec.usual(MNIST).read(Path.of(name));
        }
        DataSpec spec = DataSpec.usual(name);
        return spec.isGenerated() ? spec.withSeed(seed).generate() : spec.read(folder(dataDir));
    }

    /** Generates a few samples of a generated set, to see what they are like. */
    LoadedData example() {
        return DataSpec.usual(name).example();
    }

    private static List<String> known() {
        return DataSpec.sets();
    }

    private Path folder(Optional<Path> dataDir) {
        return dataDir.orElseThrow(() -> new DataException("--data " + name + ": where is it? Give --data-dir, or set "
                        + VARIABLE + ", the folder that holds " + name + "/"))
                .resolve(name);
    }

    /** Returns the folder that the environment names, if it does. */
    static Optional<Path> directoryByEnvironment() {
        return DataAccess.folderByEnvironment();
    }

    /** Reads where data come from. */
    static final class One implements ITypeConverter<DataSource> {
        @Override
        public DataSource convert(String text) {
            if (known().contains(text) || isFolder(text)) {
                return new DataSource(text);
            }
            throw new TypeConversionException(
                    Words.unknown("data set", text, known()) + ", or a folder with the four files of MNIST");
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
