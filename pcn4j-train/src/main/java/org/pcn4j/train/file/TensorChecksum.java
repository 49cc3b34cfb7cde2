package org.pcn4j.train.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.pcn4j.tensor.Tensor;

/** A checksum (CRC-32C) of tensors and texts, in the order in which they are added. For one thread. */
public final class TensorChecksum {
    private final CRC32C sum = new CRC32C();

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
