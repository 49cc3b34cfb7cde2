package org.pcn4j.train.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.pcn4j.data.FileFailure;

/**
 * The first bytes of a file that is being fetched, and their digest, which goes along. It stays where it is when it is
 * closed, so that a later attempt goes on from there, unless it is empty. For one thread, and for one process at a
 * time.
 */
final class PartFile implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final Checksum.Algorithm algorithm;
    private MessageDigest digest;
    private long length;

    private PartFile(Path path, FileChannel channel, Checksum.Algorithm algorithm) {
        this.path = path;
        this.channel = channel;
        this.algorithm = algorithm;
        this.digest = algorithm.start();
    }

    /**
     * Opens a part, or begins one, and reads what is there.
     *
     * @throws FetchException if it cannot be read or written
     */
    static PartFile open(Path path, Checksum.Algorithm algorithm) throws InterruptedException {
        return writing(path, () -> {
            PartFile part = new PartFile(
                    path,
                    FileChannel.open(
                            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    algorithm);
            try {
                part.readAll();
            } catch (IOException e) {
                part.channel.close();
                throw e;
            }
            return part;
        });
    }

    private void readAll() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (int read = channel.read(chunk); read >= 0; read = channel.read(chunk)) {
            digest.update(chunk.flip());
            length += read;
            chunk.clear();
        }
    }

    /** Returns how many bytes there are. */
    long length() {
        return length;
    }

    /**
     * Adds bytes at the end.
     *
     * @throws FetchException if they cannot be written
     */
    void append(List<ByteBuffer> buffers) throws InterruptedException {
        for (ByteBuffer buffer : buffers) {
            digest.update(buffer.duplicate());
            length += writing(path, () -> {
                int written = 0;
                while (buffer.hasRemaining()) {
                    written += channel.write(buffer);
                }
                return written;
            });
        }
    }

    /**
     * Drops all bytes.
     *
     * @throws FetchException if they cannot be dropped
     */
    void restart() throws InterruptedException {
        writing(path, () -> channel.truncate(0).position(0));
        digest = algorithm.start();
        length = 0;
    }

    /** Returns the checksum of all bytes. Nothing may be added any more, unless it is begun anew. */
    Checksum checksum() {
        return Checksum.ending(algorithm, digest);
    }

    /**
     * Waits until all bytes are on the disk, and gives the file its name, in place of any that bears it. Nothing but
     * closing is then allowed.
     *
     * @throws FetchException if it cannot be written
     */
    void moveTo(Path target) throws InterruptedException {
        writing(path, () -> {
            channel.force(true);
            // Windows does not move files that are open.
            channel.close();
            return Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (length == 0) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new FetchException(String.format(Locale.ROOT, "cannot write %s: %s", path, FileFailure.reason(e)), e);
        }
    }

    private interface Act<T> {
        T run() throws IOException;
    }

    private static <T> T writing(Path path, Act<T> act) throws InterruptedException {
        try {
            return act.run();
        } catch (ClosedByInterruptException e) {
            throw Interruption.of(e);
        } catch (IOException e) {
            throw new FetchException(String.format(Locale.ROOT, "cannot write %s: %s", path, FileFailure.reason(e)), e);
        }
    }
}
