package org.pcn4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The ordinary files in a tar archive (ustar, as written by any tar), one after another, unpacked on the way if the
 * archive's name ends in .gz. Folders, links and extended headers are passed over; nothing is written anywhere. For one
 * thread.
 */
final class TarFile implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int TYPE_AT = 156;
    private static final String ORDINARY = "\0" + "07";
    private static final String WITHOUT_CONTENT = "123456";

    private final Path path;
    private final UnpackedFile file;
    // What lies between here and the next header: the rest of the current entry and what fills its last block.
    private long unread;

    private TarFile(Path path, UnpackedFile file) {
        this.path = path;
        this.file = file;
    }

    /** A file in an archive, by its name there and the number of its bytes. */
    record Entry(String name, long size) {
        /** Returns the name without the folders. */
        String baseName() {
            return name.substring(name.lastIndexOf('/') + 1);
        }
    }

    /**
     * Opens an archive.
     *
     * @throws DataException if it should be gzipped and is not
     * @throws IOException if it cannot be read
     */
    static TarFile open(Path path) throws IOException {
        return new TarFile(path, UnpackedFile.open(path));
    }

    /**
     * Goes to the next ordinary file.
     *
     * @return the file, whose bytes can now be read, or nothing after the last one; the archive has then been read to
     *     its end
     * @throws DataException if the archive is truncated or damaged
     * @throws IOException if it cannot be read
     */
    Optional<Entry> next() throws IOException {
        while (true) {
            file.skip(unread, "a whole entry of the archive");
            unread = 0;
            long at = file.position();
            byte[] header = file.read(BLOCK, at + BLOCK, "an entry's header or the archive's end");
            if (isZero(header)) {
                file.readToEnd();
                return Optional.empty();
            }
            requireChecksum(header, at);
            char type = (char) (header[TYPE_AT] & 0xff);
            if (WITHOUT_CONTENT.indexOf(type) >= 0) {
                continue;
            }
            long size = octal(header, SIZE_AT, SIZE_BYTES, at, "size");
            unread = (size + BLOCK - 1) / BLOCK * BLOCK;
            if (ORDINARY.indexOf(type) >= 0) {
                return Optional.of(new Entry(text(header, 0, NAME_BYTES), size));
            }
        }
    }

    /**
     * Reads the current file, once.
     *
     * @throws DataException if the archive ends before or does not unpack
     * @throws IOException if it cannot be read
     */
    byte[] read(Entry entry) throws IOException {
        if (entry.size() > Integer.MAX_VALUE - Long.BYTES) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "impossible size in %s: expected at most %d bytes of %s, found %d",
                    path,
                    Integer.MAX_VALUE - Long.BYTES,
                    entry.name(),
                    entry.size()));
        }
        byte[] content =
                file.read((int) entry.size(), file.position() + entry.size(), "up to the end of " + entry.name());
        unread -= content.length;
        return content;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void requireChecksum(byte[] header, long at) {
        long expected = octal(header, CHECKSUM_AT, CHECKSUM_BYTES, at, "checksum");
        long found = 0;
        for (int i = 0; i < BLOCK; i++) {
            // The checksum itself counts as spaces.
            found += i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES ? ' ' : header[i] & 0xff;
        }
        if (expected != found) {
            throw new DataException(String.format(
                            Locale.ROOT,
                            "corrupt archive %s: expected an entry's header with the checksum %d at byte %d of its",
                            path,
                            expected,
                            at)
                    + String.format(Locale.ROOT, " unpacked content, found one with %d", found));
        }
    }

    private long octal(byte[] header, int from, int length, long at, String what) {
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "corrupt archive %s: expected an octal %s at byte %d of its unpacked content, found %s",
                    path,
                    what,
                    at + from,
                    hex(header, from, length)));
        }
        return Long.parseLong(digits, 8);
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static String hex(byte[] header, int from, int length) {
        StringBuilder hex = new StringBuilder("0x");
        for (int i = from; i < from + length; i++) {
            hex.append(String.format(Locale.ROOT, "%02x", header[i]));
        }
        return hex.toString();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
