package org.pcn4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The content of one file in the IDX format of MNIST: a magic number, one 32-bit big-endian count per dimension, then
 * one unsigned byte per entry, or one 32-bit number. Its arrays are not copied: whoever reads the file owns them.
 */
final class Idx {
    private static final int COUNT_BYTES = 4;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final Path path;
    private final int[] shape;
    private final byte[] bytes;

    private Idx(Path path, int[] shape, byte[] bytes) {
        this.path = path;
        this.shape = shape;
        this.bytes = bytes;
    }

    private enum Kind {
        IMAGES("images", 0x00000803, 3, 1),
        LABELS("labels", 0x00000801, 1, 1),
        ROWS("rows of labels", 0x00000c02, 2, 4);

        private final String things;
        private final int magic;
        private final int dimensions;
        private final int entryBytes;

        Kind(String things, int magic, int dimensions, int entryBytes) {
            this.things = things;
            this.magic = magic;
            this.dimensions = dimensions;
            this.entryBytes = entryBytes;
        }

        int headerBytes() {
            return COUNT_BYTES * (1 + dimensions);
        }
    }

    /**
     * Reads a file of images, of shape [images, height, width].
     *
     * @throws DataException if the file cannot be read or is not exactly that
     */
    static Idx images(Path path) {
        return read(path, Kind.IMAGES);
    }

    /**
     * Reads a file of labels, of shape [labels].
     *
     * @param first the least label, which becomes 0
     * @param classes how many labels are allowed
     * @throws DataException if the file cannot be read or is not exactly that, or if a label is out of range
     */
    static Idx labels(Path path, int first, int classes) {
        Idx labels = read(path, Kind.LABELS);
        for (int i = 0; i < labels.bytes.length; i++) {
            int label = labels.bytes[i] & 0xff;
            requireLabel(path, Kind.LABELS.headerBytes() + i, i, label, first, classes);
            labels.bytes[i] = (byte) (label - first);
        }
        return labels;
    }

    /**
     * Reads a file of rows of labels, 32 bits each, of shape [rows, labels], and keeps the first of each row.
     *
     * @param classes how many labels are allowed, from 0
     * @throws DataException if the file cannot be read or is not exactly that, or if a label is out of range
     */
    static Idx firstLabels(Path path, int classes) {
        Idx rows = read(path, Kind.ROWS);
        ByteBuffer numbers = ByteBuffer.wrap(rows.bytes);
        byte[] labels = new byte[rows.shape[0]];
        for (int i = 0; i < labels.length; i++) {
            int at = i * rows.shape[1] * Kind.ROWS.entryBytes;
            int label = numbers.getInt(at);
            requireLabel(path, Kind.ROWS.headerBytes() + at, i, label, 0, classes);
            labels[i] = (byte) label;
        }
        return new Idx(path, new int[] {labels.length}, labels);
    }

    private static void requireLabel(Path path, int at, int number, int label, int first, int classes) {
        if (label < first || label >= first + classes) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "label out of range in %s: expected %d to %d at byte %d (label %d), found %d",
                    path,
                    first,
                    first + classes - 1,
                    at,
                    number,
                    label));
        }
    }

    Path path() {
        return path;
    }

    /** Returns the number of entries along a dimension. */
    int count(int dimension) {
        return shape[dimension];
    }

    byte[] bytes() {
        return bytes;
    }

    private static Idx read(Path path, Kind kind) {
        try (UnpackedFile file = UnpackedFile.open(path)) {
            requireMagic(path, kind, number(file, kind));
            int[] shape = new int[kind.dimensions];
            double entries = kind.entryBytes;
            for (int i = 0; i < shape.length; i++) {
                long count = number(file, kind);
                entries *= count;
                shape[i] = (int) Math.min(count, Integer.MAX_VALUE);
            }
            String content = content(kind, shape);
            requirePossible(path, shape[0], entries, content);
            byte[] bytes = file.read((int) entries, kind.headerBytes() + (long) entries, content);
            file.requireEnd();
            return new Idx(path, shape, bytes);
        } catch (IOException e) {
            throw new DataException(String.format(Locale.ROOT, "cannot read %s: %s", path, FileFailure.reason(e)), e);
        }
    }

    private static long number(UnpackedFile file, Kind kind) throws IOException {
        String content = String.format(Locale.ROOT, "the header of a file of %s alone", kind.things);
        long number = 0;
        for (byte part : file.read(COUNT_BYTES, kind.headerBytes(), content)) {
            number = number << 8 | (part & 0xff);
        }
        return number;
    }

    private static void requireMagic(Path path, Kind kind, long found) {
        if (found != kind.magic) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "wrong magic number in %s: expected 0x%08x (%s), found 0x%08x%s",
                    path,
                    kind.magic,
                    kind.things,
                    found,
                    explanation(found)));
        }
    }

    private static String explanation(long magic) {
        for (Kind kind : Kind.values()) {
            if (magic == kind.magic) {
                return String.format(Locale.ROOT, " (a file of %s)", kind.things);
            }
        }
        return magic >>> 16 == GZIP_MAGIC ? " (a gzip file, whose name should end in .gz)" : "";
    }

    private static void requirePossible(Path path, int count, double entries, String content) {
        if (entries > Integer.MAX_VALUE - Long.BYTES || (entries == 0 && count > 0)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "impossible size in the header of %s: expected 1 to %d bytes, found %s",
                    path,
                    Integer.MAX_VALUE - Long.BYTES,
                    content));
        }
    }

    private static String content(Kind kind, int[] shape) {
        return switch (kind) {
            case IMAGES -> String.format(Locale.ROOT, "%d images of %dx%d", shape[0], shape[1], shape[2]);
            case LABELS -> String.format(Locale.ROOT, "%d labels", shape[0]);
            case ROWS -> String.format(Locale.ROOT, "%d rows of %d labels", shape[0], shape[1]);
        };
    }
}
