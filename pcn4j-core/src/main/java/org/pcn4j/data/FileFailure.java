package org.pcn4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in a few words why a file could not be read or written, as a user says it and not as Java does. */
public final class FileFailure {
    private FileFailure() {}

    /** Returns the reason in one line, without the path, which the message around it names. */
    public static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (failure instanceof AccessDeniedException) {
            return "permission denied";
        } else if (failure instanceof NotDirectoryException) {
            return "it is no folder";
        } else if (failure instanceof FileSystemLoopException) {
            return "it is a link that leads back to itself";
        } else if (failure instanceof EOFException) {
            return "it ends too early";
        } else if (failure instanceof FileSystemException system) {
            return line(system.getReason()).orElse("the file system refuses it");
        }
        return line(failure.getMessage()).orElse("it cannot be accessed");
    }

    private static Optional<String> line(@Nullable String message) {
        return Optional.ofNullable(message)
                .map(text -> text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip())
                .filter(text -> !text.isEmpty());
    }
}
