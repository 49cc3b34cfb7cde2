package org.pcn4j.train.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.pcn4j.tensor.Tensor;

/** A checksum (CRC-32C) of tensors and texts, in the order in which they are added. For one thread. */
public final class TensorChecksum {
    private final CRC32C sum = new CRC32C();

    /** Returns the checksum of all that a file holds but for the checksum: texts and tensors, each in the order of their names. */
    public static String of(Map<String, Tensor> tensors, Map<String, String> texts) {
        TensorChecksum all = new TensorChecksum();
        new TreeMap<>(texts).forEach((key, text) -> all.add(key).add(text));
        new TreeMap<>(tensors).forEach((name, tensor) -> all.add(name).add(tensor));
        return all.toString();
    }

    /**
     * Makes sure that a file holds what it was written with.
     *
     * @param expected the checksum that it names
     * @throws FileFormatException if it holds something else
     */
    public static void require(Path file, String expected, Map<String, Tensor> tensors, Map<String, String> texts)
            throws FileFormatException {
        String found = of(tensors, texts);
        if (!found.equals(expected)) {
            throw new FileFormatException(
                    file,
                    "it is damaged: its contents have the checksum " + found,
                    "the " + expected + " that it names");
        }
    }

    /** Adds a text and where it ends. */
    public TensorChecksum add(String text) {
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        sum.update(0);
        return this;
    }

    /** Adds the bits of a number. */
    public TensorChecksum add(double number) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).putDouble(number);
        sum.update(bytes.flip());
        return this;
    }

    /** Adds the element type, the shape and the bits of all elements in row-major order. */
    public TensorChecksum add(Tensor tensor) {
        add(tensor.dtype() + " " + tensor.shape());
        try {
            TensorBytes.write(tensor, StoredType.of(tensor.dtype()), new Channel());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Returns the checksum of what was added so far, eight hexadecimal digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }

    private final class Channel implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) {
            int count = bytes.remaining();
            sum.update(bytes);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
