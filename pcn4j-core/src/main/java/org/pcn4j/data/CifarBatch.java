package org.pcn4j.data;

/**
 * One file of CIFAR-10: records of a label and 3x32x32 pixels, one byte each, channel by channel. Does not copy its
 * array.
 */
final class CifarBatch {
    static final int PIXELS = 3 * 32 * 32;
    /** The most images that one array holds. */
    static final int MOST = (Integer.MAX_VALUE - Long.BYTES) / PIXELS;

    private static final int RECORD = 1 + PIXELS;
    private static final int CLASSES = 10;

    private final byte[] records;

    /**
     * Checks the content of a file.
     *
     * @param name where it comes from, for messages
     * @throws DataException if it is empty, if a record is incomplete or if a label is above nine
     */
    CifarBatch(String name, byte[] records) {
        if (records.length == 0) {
            throw new DataException(
                    "empty file %s: expected a multiple of %d bytes, at least one image".formatted(name, RECORD));
        }
        if (records.length % RECORD != 0) {
            int whole = records.length / RECORD;
            throw new DataException(
                    "truncated file %s: it ends at byte %d, within record %d, expected %d bytes (a multiple of %d)"
                            .formatted(name, records.length, whole, (whole + 1L) * RECORD, RECORD));
        }
        this.records = records;
        for (int i = 0; i < size(); i++) {
            int label = records[i * RECORD] & 0xff;
            if (label >= CLASSES) {
                throw new DataException("label out of range in %s: expected 0 to %d at byte %d (record %d), found %d"
                        .formatted(name, CLASSES - 1, i * RECORD, i, label));
            }
        }
    }

    int size() {
        return records.length / RECORD;
    }

    /** Writes all labels and pixels to where image number {@code first} begins in these arrays. */
    void copy(byte[] labels, byte[] pixels, int first) {
        for (int i = 0; i < size(); i++) {
            labels[first + i] = records[i * RECORD];
            System.arraycopy(records, i * RECORD + 1, pixels, (first + i) * PIXELS, PIXELS);
        }
    }
}
