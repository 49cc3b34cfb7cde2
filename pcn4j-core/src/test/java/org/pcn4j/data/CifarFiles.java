package org.pcn4j.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Makes small files in CIFAR-10's layout and archives of them, good ones and the material of bad ones. */
final class CifarFiles {
    static final int RECORD = 3073;

    private CifarFiles() {}

    /** Returns a batch of images with these labels; pixel j of image i is i + j, modulo 251. */
    static byte[] batch(int... labels) {
        byte[] records = new byte[labels.length * RECORD];
        for (int i = 0; i < labels.length; i++) {
            records[i * RECORD] = (byte) labels[i];
            for (int j = 0; j < RECORD - 1; j++) {
                records[i * RECORD + 1 + j] = (byte) ((i + j) % 251);
            }
        }
        return records;
    }

    /** Writes two batches to train on, of three images and one, and two images to test on. */
    static void writeGood(Path dir) throws IOException {
        Files.createDirectories(dir);
        Files.write(dir.resolve("data_batch_1.bin"), batch(6, 9, 0));
        Files.write(dir.resolve("data_batch_2.bin"), batch(4));
        Files.write(dir.resolve("test_batch.bin"), batch(3, 8));
    }

    /** Returns an archive, not gzipped, of files with their names. */
    static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.forEach((name, content) -> out.writeBytes(entry(name, '0', content)));
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    /** Returns a header and the content after it, filled up to whole blocks. */
    static byte[] entry(String name, char type, byte[] content) {
        byte[] entry = new byte[512 + (content.length + 511) / 512 * 512];
        put(entry, 0, name);
        put(entry, 100, "0000644\0");
        put(entry, 108, "0000000\0");
        put(entry, 116, "0000000\0");
        put(entry, 124, String.format(Locale.ROOT, "%011o\0", content.length));
        put(entry, 136, "00000000000\0");
        put(entry, 148, "        ");
        entry[156] = (byte) type;
        put(entry, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += entry[i] & 0xff;
        }
        put(entry, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        System.arraycopy(content, 0, entry, 512, content.length);
        return entry;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
