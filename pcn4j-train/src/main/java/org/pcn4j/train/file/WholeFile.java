package org.pcn4j.train.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes files whole or not at all: under a name of its own beside the file first, forced to the disk, then moved into
 * place in one step. Whatever goes wrong, a file that was there before is as it was, and only a process that is killed
 * leaves something behind: a file that ends in {@code .tmp}. Several threads and processes may write the same file; one of
 * them is the last.
 */
public final class WholeFile {
    private WholeFile() {}

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything. Does not close the channel.
         *
         * @param channel blocking; borrowed
         * @throws IOException if it cannot be written; nothing is then left of it
         */
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /**
     * Writes a text in UTF-8.
     *
     * @throws IOException if it cannot be written, or holds half a pair of surrogates
     */
    public static void write(Path file, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        write(file, channel -> writeFully(channel, bytes));
    }

    /**
     * Writes whatever the content gives.
     *
     * @throws IOException if it cannot be written; what the content throws, unchecked exceptions too, is passed on
     */
    public static void write(Path file, Content content) throws IOException {
        Optional<String> complaint = complaint(file);
        if (complaint.isPresent()) {
            throw new FileSystemException(file.toString(), null, complaint.get());
        }
        // Behind a link it is the file that is replaced, not the link.
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path beside = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            writeForced(beside, content);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            delete(beside, e);
            throw beside.toString().equals(e.getFile()) ? ofTarget(e, file) : e;
        } catch (Throwable e) {
            delete(beside, e);
            throw e;
        }
        forceFolderOf(target);
    }

    /** The same of the file that was to be written: nobody knows the one beside it. */
    private static FileSystemException ofTarget(FileSystemException e, Path file) {
        FileSystemException own = e instanceof AccessDeniedException
                ? new AccessDeniedException(file.toString())
                : new FileSystemException(
                        file.toString(),
                        null,
                        Optional.ofNullable(e.getReason()).orElse("its folder takes no files"));
        own.initCause(e);
        return own;
    }

    private static void writeForced(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(channel);
            channel.force(true);
        }
    }

    private static void delete(Path file, Throwable reason) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Makes the move itself last. The file is whole without it, and not every system can open a folder. */
    private static void forceFolderOf(Path target) {
        Path folder = target.getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                // Then the system writes the folder when it likes.
            }
        }
    }

    /** Writes all that remains in the buffer. */
    static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Finds what is wrong with a file to be written, before the work is done whose result it is to hold.
     *
     * @return empty if nothing is
     */
    public static Optional<String> complaint(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.of("there is no folder '" + folder + "' to write '" + file.getFileName() + "' into");
        } else if (Files.exists(file) && !Files.isRegularFile(file)) {
            return Optional.of("'" + file + "' exists and is no ordinary file");
        } else if (!Files.isWritable(folder)) {
            return Optional.of("the folder '" + folder + "' cannot be written to");
        }
        return Optional.empty();
    }
}
