package org.pcn4j.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, unpacked on the way if its name ends in .gz, read from start to end; knows how far it has come,
 * so that every complaint can say where. Takes memory as bytes arrive, not as a header promises them. For one thread.
 */
final class UnpackedFile implements AutoCloseable {
    private static final String GZIP_SUFFIX = ".gz";
    private static final int CHUNK = 1 << 16;

    private final Path path;
    private final InputStream in;
    private long position;

    private UnpackedFile(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /**
     * Opens a file.
     *
     * @throws DataException if it should be gzipped and is not
     * @throws IOException if it cannot be read
     */
    static UnpackedFile open(Path path) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(path), CHUNK);
        if (!path.toString().endsWith(GZIP_SUFFIX)) {
            return new UnpackedFile(path, raw);
        }
        try {
            return new UnpackedFile(path, new GZIPInputStream(raw, CHUNK));
        } catch (ZipException e) {
            raw.close();
            throw corrupt(path, 0, e);
        } catch (EOFException e) {
            raw.close();
            throw new DataException(
                    String.format(
                            Locale.ROOT,
                            "truncated file %s: it ends at byte %d, within its gzip header",
                            path,
                            Files.size(path)),
                    e);
        }
    }

    /**
     * Reads the next bytes.
     *
     * @param wanted how many
     * @param length how long the file should be in all, for the message
     * @param content what the file should hold, for the message
     * @throws DataException if the file ends before or does not unpack
     * @throws IOException if it cannot be read
     */
    byte[] read(int wanted, long length, String content) throws IOException {
        byte[] chunk = new byte[Math.min(wanted, CHUNK)];
        ByteArrayOutputStream out = new ByteArrayOutputStream(chunk.length);
        while (out.size() < wanted) {
            int count = readSome(chunk, Math.min(chunk.length, wanted - out.size()));
            if (count < 0) {
                throw new DataException(String.format(
                        Locale.ROOT,
                        "truncated file %s: it ends at byte %d%s, expected %d bytes (%s), found %d",
                        path,
                        position,
                        unpacked(),
                        length,
                        content,
                        position));
            }
            out.write(chunk, 0, count);
            position += count;
        }
        return out.toByteArray();
    }

    /** Returns how many bytes of the (unpacked) content have been read. */
    long position() {
        return position;
    }

    /**
     * Reads over the next bytes.
     *
     * @param unwanted how many
     * @param content what they are, for the message
     * @throws DataException if the file ends before or does not unpack
     * @throws IOException if it cannot be read
     */
    void skip(long unwanted, String content) throws IOException {
        long end = position + unwanted;
        while (position < end) {
            read((int) Math.min(CHUNK, end - position), end, content);
        }
    }

    /** Returns the number of bytes read, or −1 where the file ends, whether a gzip trailer follows or not. */
    private int readSome(byte[] chunk, int count) throws IOException {
        try {
            return in.read(chunk, 0, count);
        } catch (EOFException e) {
            return -1;
        } catch (ZipException e) {
            throw corrupt(path, position, e);
        }
    }

    /**
     * Checks that all bytes have been read.
     *
     * @throws DataException if more bytes follow or if the gzip checksum is wrong or missing
     * @throws IOException if the file cannot be read
     */
    void requireEnd() throws IOException {
        long extra = readToEnd();
        if (extra > 0) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "trailing bytes in %s: expected its end at byte %d%s, found %d bytes more",
                    path,
                    position,
                    unpacked(),
                    extra));
        }
    }

    /**
     * Reads whatever is left, so that the gzip checksum is checked.
     *
     * @return how many bytes were left
     * @throws DataException if the gzip checksum is wrong or missing
     * @throws IOException if the file cannot be read
     */
    long readToEnd() throws IOException {
        try {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (EOFException e) {
            throw new DataException(
                    String.format(
                            Locale.ROOT,
                            "truncated file %s: it ends at byte %d, before its gzip checksum",
                            path,
                            Files.size(path)),
                    e);
        } catch (ZipException e) {
            throw corrupt(path, position, e);
        }
    }

    private String unpacked() {
        return in instanceof GZIPInputStream ? " of its unpacked content" : "";
    }

    private static DataException corrupt(Path path, long position, ZipException cause) {
        return new DataException(
                String.format(
                        Locale.ROOT,
                        "corrupt gzip file %s: cannot be unpacked beyond byte %d of its content: %s",
                        path,
                        position,
                        cause.getMessage()),
                cause);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
