package org.pcn4j.train.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The frame of a <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a>: length and checksums. */
final class RecordFrame {
    private static final int MASK_ROTATION = 15;
    private static final int MASK_DELTA = 0xa282ead8;

    private RecordFrame() {}

    /** Returns a record, ready to be written: the length, its checksum, the data, their checksum. */
    static ByteBuffer around(byte[] data) {
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(masked(record.duplicate().flip()));
        record.put(data);
        return record.putInt(masked(ByteBuffer.wrap(data))).flip();
    }

    private static int masked(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Integer.rotateRight((int) checksum.getValue(), MASK_ROTATION) + MASK_DELTA;
    }
}
