package org.pcn4j.train.fetch;

import java.nio.file.Path;
import java.util.Locale;

/** What was found of a published file in the cache. */
public sealed interface FileState {
    /** Returns the file. */
    RemoteFile file();

    /** Returns where it lies or should lie. */
    Path path();

    /** Says in one line what was found. */
    String line();

    /**
     * It is there with the right bytes.
     *
     * @param file the file
     * @param path where it lies
     */
    record Fine(RemoteFile file, Path path) implements FileState {
        @Override
        public String line() {
            return String.format(Locale.ROOT, "%s: fine", path);
        }
    }

    /**
     * It is not there.
     *
     * @param file the file
     * @param path where it should lie
     */
    record Missing(RemoteFile file, Path path) implements FileState {
        @Override
        public String line() {
            return String.format(Locale.ROOT, "%s: missing", path);
        }
    }

    /**
     * Something else is there.
     *
     * @param file the file
     * @param path where it lies
     * @param expected the size or the checksum that the file should have
     * @param found the one that it has, or what else is there
     */
    record Damaged(RemoteFile file, Path path, String expected, String found) implements FileState {
        @Override
        public String line() {
            return String.format(Locale.ROOT, "%s: damaged: expected %s, found %s", path, expected, found);
        }
    }
}
