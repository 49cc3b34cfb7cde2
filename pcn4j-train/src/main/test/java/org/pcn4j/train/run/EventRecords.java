package org.pcn4j.train.run;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pcn4j.train.file.ProtoFields;

/** Reads a file of events as TensorBoard does, by code that shares nothing with what writes it. */
final class EventRecords {
    /** The CRC-32C of RFC 3720, bit by bit. */
    private static final int POLYNOMIAL = 0x82f63b78;

    private EventRecords() {}

    /** Reads all records but a torn last one; throws if a checksum is wrong. */
    static List<ProtoFields> read(Path file) throws IOException {
        List<ProtoFields> events = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)));
        try {
            while (in.available() > 0) {
                byte[] length = in.readNBytes(8);
                requireChecksum(length, in);
                byte[] data = new byte[Math.toIntExact(little(length))];
                in.readFully(data);
                requireChecksum(data, in);
                events.add(ProtoFields.of(data));
            }
        } catch (EOFException e) {
            // Torn.
        }
        return events;
    }

    private static void requireChecksum(byte[] data, DataInputStream in) throws IOException {
        byte[] bytes = new byte[4];
        in.readFully(bytes);
        int crc = crc(data);
        int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
        if ((int) little(bytes) != masked) {
            throw new IOException("a wrong checksum");
        }
    }

    private static long little(byte[] bytes) {
        long value = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    static int crc(byte[] data) {
        int crc = -1;
        for (byte next : data) {
            crc ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
        }
        return ~crc;
    }
}
