package org.pcn4j.train.file;

import java.io.IOException;
import java.nio.file.Path;

/** Says in one line that a file does not hold what it should: which file, what was found in it, what was expected. */
public final class FileFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception about what was found in a file. Control characters in the texts become question marks.
     *
     * @param file where
     * @param found what is wrong, a sentence without its full stop
     * @param expected what would be right, to follow the word "expected"
     */
    public FileFormatException(Path file, String found, String expected) {
        super(OneLine.of(file + ": " + found + "; expected " + expected));
    }

    /**
     * Creates an exception with its cause.
     *
     * @param file where
     * @param found what is wrong, a sentence without its full stop
     * @param expected what would be right, to follow the word "expected"
     * @param cause what a parser reported
     */
    public FileFormatException(Path file, String found, String expected, Throwable cause) {
        this(file, found, expected);
        initCause(cause);
    }
}
