package org.pcn4j.train.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says in words, for people, what exceptions mean that are not the program's own: those of files often say no more than a
 * file's name, others name Java's classes.
 */
public final class Reason {
    /** What begins with the name of a Java class. */
    private static final Pattern CLASS = Pattern.compile("^(?:[a-z][a-z0-9]*\\.)+[A-Z]\\w*(?::\\s*|$)");

    private static final int DEEPEST = 16;

    private Reason() {}

    /**
     * Returns the reason in one line, to follow what was to be done, as in {@code permission denied for 'a.yaml'}. All
     * lines of a message are kept.
     */
    public static String of(Throwable e) {
        if (e instanceof FileSystemException file) {
            return ofFile(file);
        } else if (e instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        } else if (e instanceof EOFException) {
            return "it ends too early";
        } else if (e instanceof OutOfMemoryError) {
            return "out of memory";
        } else if (e instanceof StackOverflowError) {
            return "out of stack";
        } else if (e instanceof LinkageError) {
            return "a part of the program cannot be loaded";
        } else if (e instanceof InterruptedException) {
            return "interrupted";
        } else if (isMistake(e)) {
            return "this is a mistake in the program itself, which is worth a report";
        }
        return said(e).orElse("it cannot be read or written");
    }

    /** What nobody foresaw; its message is for those who mend it. */
    private static boolean isMistake(Throwable e) {
        return e instanceof NullPointerException
                || e instanceof ClassCastException
                || e instanceof IndexOutOfBoundsException
                || e instanceof ConcurrentModificationException
                || (!(e instanceof IOException || e instanceof UncheckedIOException) && said(e).isEmpty());
    }

    private static String ofFile(FileSystemException e) {
        String file = e.getFile() == null ? "" : e.getFile();
        if (e instanceof NoSuchFileException) {
            return named("there is no file or folder", file);
        } else if (e instanceof AccessDeniedException) {
            return named("permission denied for", file);
        } else if (e instanceof FileAlreadyExistsException) {
            return named("there is already a file or folder", file);
        } else if (e instanceof NotDirectoryException) {
            return named("there is no folder, but something else,", file);
        } else if (e instanceof DirectoryNotEmptyException) {
            return named("there is something in the folder", file);
        } else if (e instanceof FileSystemLoopException) {
            return named("there is a circle of links at", file);
        }
        return lowered(OneLine.joined(Optional.ofNullable(e.getReason()).orElse("it cannot be read or written")));
    }

    /** Systems begin a sentence: <q>No space left on device</q>. */
    private static String lowered(String reason) {
        boolean word = reason.length() > 1 && Character.isLowerCase(reason.charAt(1));
        return word ? Character.toLowerCase(reason.charAt(0)) + reason.substring(1) : reason;
    }

    private static String named(String what, String file) {
        return file.isEmpty() ? what : what + " '" + OneLine.of(file) + "'";
    }

    /** Returns the first words of an exception or of its causes that are no class's name. */
    private static Optional<String> said(Throwable e) {
        Optional<Throwable> each = Optional.of(e);
        for (int depth = 0; depth < DEEPEST && each.isPresent(); depth++) {
            if (depth > 0 && each.get() instanceof IOException inner) {
                return Optional.of(of(inner));
            }
            String message = Optional.ofNullable(each.get().getMessage()).orElse("");
            String words = words(message);
            // A message that is the cause's own text is the cause's to put into words.
            boolean borrowed =
                    each.get().getCause() != null && CLASS.matcher(message).find();
            if (!words.isBlank() && !borrowed) {
                return Optional.of(words);
            }
            each = each.map(Throwable::getCause);
        }
        return Optional.empty();
    }

    private static String words(String message) {
        String rest = message;
        while (CLASS.matcher(rest).find()) {
            rest = CLASS.matcher(rest).replaceFirst("");
        }
        return OneLine.joined(rest);
    }
}
