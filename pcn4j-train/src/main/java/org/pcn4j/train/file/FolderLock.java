package org.pcn4j.train.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The right to write into a folder, held by one thread of one process at a time, by the lock of a file there that stays
 * and is empty: to delete it would let a third process lock another file of the same name. The system gives the lock
 * back when a process dies. May be released by any thread.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";
    // Waiting by asking again, unlike waiting in the system, works between threads of one process too.
    private static final long ASK_AGAIN_MILLIS = 50;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock, for however long it takes.
     *
     * @param folder the folder, which exists
     * @param waiting is told, once, if another holds it
     * @throws IOException if the folder cannot be written or its file system has no locks
     */
    public static FolderLock take(Path folder, Runnable waiting) throws IOException, InterruptedException {
        Optional<FolderLock> taken = tryTake(folder);
        if (taken.isEmpty()) {
            waiting.run();
        }
        while (taken.isEmpty()) {
            Thread.sleep(ASK_AGAIN_MILLIS);
            taken = tryTake(folder);
        }
        return taken.orElseThrow();
    }

    /**
     * Takes the lock, if nobody holds it.
     *
     * @param folder the folder, which exists
     * @throws IOException if the folder cannot be written or its file system has no locks
     */
    public static Optional<FolderLock> tryTake(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve(NAME), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            if (isLocked(channel)) {
                return Optional.of(new FolderLock(channel));
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another thread of this process holds it.
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
