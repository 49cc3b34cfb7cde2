package org.pcn4j.data;

import java.util.Locale;

/** One file of a CIFAR set: records of labels and pixels. Does not copy its array. */
final class CifarBatch {
    /** The most images that one array holds. */
    static final int MOST = (Integer.MAX_VALUE - Long.BYTES) / CifarRecord.PIXELS;

    private final CifarRecord record;
    private final byte[] records;

    /**
     * Checks the content of a file.
     *
     * @param name where it comes from, for messages
     * @param record what each record is
     * @throws DataException if it is empty, if a record is incomplete or if a label is out of range
     */
    CifarBatch(String name, CifarRecord record, byte[] records) {
        int bytes = record.bytes();
        if (records.length == 0) {
            throw new DataException(String.format(
                    Locale.ROOT, "empty file %s: expected a multiple of %d bytes, at least one image", name, bytes));
        }
        if (records.length % bytes != 0) {
            int whole = records.length / bytes;
            throw new DataException(String.format(
                    Locale.ROOT,
                    "truncated file %s: it ends at byte %d, within record %d, expected %d bytes (a multiple of %d)",
                    name,
                    records.length,
                    whole,
                    (whole + 1L) * bytes,
                    bytes));
        }
        this.record = record;
        this.records = records;
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < record.labels(); j++) {
                requireLabel(name, i, j);
            }
        }
    }

    private void requireLabel(String name, int image, int label) {
        int at = image * record.bytes() + label;
        int found = records[at] & 0xff;
        int classes = record.classes().get(label);
        if (found >= classes) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "label out of range in %s: expected 0 to %d at byte %d (record %d), found %d",
                    name,
                    classes - 1,
                    at,
                    image,
                    found));
        }
    }

    int size() {
        return records.length / record.bytes();
    }

    /** Writes the labels that count and all pixels to where image number {@code first} begins in these arrays. */
    void copy(byte[] labels, byte[] pixels, int first) {
        for (int i = 0; i < size(); i++) {
            int at = i * record.bytes();
            labels[first + i] = records[at + record.wanted()];
            int to = (first + i) * CifarRecord.PIXELS;
            System.arraycopy(records, at + record.labels(), pixels, to, CifarRecord.PIXELS);
        }
    }
}
