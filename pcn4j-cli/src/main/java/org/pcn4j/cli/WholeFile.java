package org.pcn4j.cli;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files whole or not at all. */
final class WholeFile {
    private WholeFile() {}

    /**
     * Writes a text in UTF-8 beside its place first, then moves it there.
     *
     * @throws IOException if it cannot be written
     */
    static void write(Path file, String text) throws IOException {
        // Behind a link it is the file that is replaced, not the link.
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path beside = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.writeString(beside, text);
            move(beside, target);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Finds what is wrong with a file to be written, before the work is done whose result it is to hold.
     *
     * @return an empty text if nothing is
     */
    static String complaint(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "there is no folder '" + folder + "' to write '" + file.getFileName() + "' into";
        } else if (Files.exists(file) && !Files.isRegularFile(file)) {
            return "'" + file + "' exists and is no ordinary file";
        }
        return Files.isWritable(folder) ? "" : "the folder '" + folder + "' cannot be written to";
    }
}
