package org.pcn4j.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Makes small IDX files, good ones and the material of bad ones. */
final class IdxFiles {
    static final int IMAGES_HEADER = 16;
    static final int LABELS_HEADER = 8;

    private IdxFiles() {}

    /** Returns a file of images whose pixels count up from 0, modulo 251. */
    static byte[] images(int count, int height, int width) {
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 251);
        }
        return header(0x00000803, pixels, count, height, width);
    }

    /** Returns a file of labels. */
    static byte[] labels(int... labels) {
        byte[] body = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            body[i] = (byte) labels[i];
        }
        return header(0x00000801, body, labels.length);
    }

    /** Returns a file of a magic number, counts and a body, whether they agree or not. */
    static byte[] header(int magic, byte[] body, int... counts) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * counts.length + body.length);
        buffer.putInt(magic);
        for (int count : counts) {
            buffer.putInt(count);
        }
        return buffer.put(body).array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    static byte[] cut(byte[] content, int length) {
        return Arrays.copyOf(content, length);
    }

    /** Writes the four files, plain: three images of 28x28 to train on and two to test on. */
    static void writeGood(Path dir) throws IOException {
        Files.write(dir.resolve("train-images-idx3-ubyte"), images(3, 28, 28));
        Files.write(dir.resolve("train-labels-idx1-ubyte"), labels(5, 0, 9));
        Files.write(dir.resolve("t10k-images-idx3-ubyte"), images(2, 28, 28));
        Files.write(dir.resolve("t10k-labels-idx1-ubyte"), labels(7, 2));
    }
}
