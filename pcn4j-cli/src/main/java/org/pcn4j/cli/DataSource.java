package org.pcn4j.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where data come from.
 *
 * @param name as given: that of a generated or a published set, or a folder of files like MNIST's
 */
record DataSource(String name) {
    private static final String MNIST = "mnist";

    /**
     * Generates or reads the data.
     *
     * @param access where published sets are
     * @param seed of generated data
     * @throws org.pcn4j.data.DataException if there are no such data or if they are damaged
     * @throws org.pcn4j.train.fetch.FetchException if they must be fetched and cannot be
     * @throws InterruptedException if the thread is interrupted while they are fetched
     */
    LoadedData load(DataAccess access, long seed) throws InterruptedException {
        return known().contains(name)
                ? DataSpec.usual(name).withSeed(seed).load(access)
                : DataSpec.usual(MNIST).read(Path.of(name));
    }

    /** Generates a few samples of a generated set, to see what they are like. */
    LoadedData example() {
        return DataSpec.usual(name).example();
    }

    private static List<String> known() {
        return DataSpec.sets();
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
