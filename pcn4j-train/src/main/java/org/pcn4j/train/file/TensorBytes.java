package org.pcn4j.train.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Moves elements between tensors and files, some at a time: beside a tensor there is never more than a piece of it. */
final class TensorBytes {
    private static final int PIECE_BYTES = 1 << 20;

    private TensorBytes() {}

    /**
     * Writes all elements in row-major order.
     *
     * @throws IOException if they cannot be written
     */
    static void write(Tensor tensor, StoredType type, WritableByteChannel channel) throws IOException {
        try (TensorScope scope = new TensorScope()) {
            long elements = tensor.elements();
            Tensor flat = tensor.contiguous().reshape(Shape.of(elements));
            ByteBuffer buffer = buffer(elements, type);
            for (long done = 0; done < elements; ) {
                long count = Math.min(elements - done, PIECE_BYTES / type.bytes());
                buffer.clear().limit((int) count * type.bytes());
                try (Tensor piece = flat.narrow(0, done, count)) {
                    type.put(piece, buffer);
                }
                WholeFile.writeFully(channel, buffer);
                done += count;
            }
        }
    }

    /**
     * Overwrites all elements with those in a file.
     *
     * @param position where the first stands
     * @throws EOFException if the file ends before the last
     * @throws IOException if they cannot be read
     */
    static void read(Tensor tensor, StoredType type, FileChannel channel, long position) throws IOException {
        try (TensorScope scope = new TensorScope()) {
            long elements = tensor.elements();
            Tensor flat = tensor.reshape(Shape.of(elements));
            ByteBuffer buffer = buffer(elements, type);
            for (long done = 0; done < elements; ) {
                long count = Math.min(elements - done, PIECE_BYTES / type.bytes());
                buffer.clear().limit((int) count * type.bytes());
                readFully(channel, buffer, position + done * type.bytes());
                try (Tensor piece = flat.narrow(0, done, count);
                        Tensor read = type.get(buffer)) {
                    piece.copyInPlace(read);
                }
                done += count;
            }
        }
    }

    private static ByteBuffer buffer(long elements, StoredType type) {
        long bytes = Math.min(elements, PIECE_BYTES / type.bytes()) * type.bytes();
        return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Fills what remains of a buffer and makes it ready to be read from.
     *
     * @throws EOFException if the file ends before
     */
    static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        int start = buffer.position();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position() - start) < 0) {
                throw new EOFException("the file ends before byte " + (position + buffer.limit() - start));
            }
        }
        buffer.position(start);
    }
}
