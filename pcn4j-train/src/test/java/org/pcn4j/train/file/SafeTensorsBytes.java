package org.pcn4j.train.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files in the safetensors format made by hand, right or wrong. */
final class SafeTensorsBytes {
    private SafeTensorsBytes() {}

    /** Returns a file with this header and as many bytes of data, all 0. */
    static byte[] file(String header, int dataBytes) {
        return file(header.getBytes(StandardCharsets.UTF_8), new byte[dataBytes]);
    }

    static byte[] file(byte[] header, byte[] data) {
        return announcing(header.length, header, data);
    }

    /** Returns a file that says its header has a length that it may not have. */
    static byte[] announcing(long length, byte[] header, byte[] data) {
        return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header)
                .put(data)
                .array();
    }
}
