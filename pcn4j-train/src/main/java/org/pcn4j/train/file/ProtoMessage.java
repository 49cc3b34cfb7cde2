package org.pcn4j.train.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.Tensor;

/**
 * A message in the <a href="https://protobuf.dev/programming-guides/encoding/">wire format of Protocol Buffers</a>, put
 * together field by field, without a schema. Its length is known before it is written, and elements of tensors are copied
 * only then, some at a time. For one thread.
 */
public final class ProtoMessage {
    private static final int WIRE_VARINT = 0;
    private static final int WIRE_64 = 1;
    private static final int WIRE_BYTES = 2;
    private static final int WIRE_32 = 5;
    private static final int WIRE_BITS = 3;
    private static final int VARINT_BITS = 7;
    private static final int VARINT_MORE = 1 << VARINT_BITS;

    /** Where something comes from that is too long to be copied before it is written. */
    private interface Piece {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    private final List<Piece> pieces = new ArrayList<>();
    private ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private long size;

    /** Adds an integer: a field of type int32, int64, uint64, bool or of an enumeration. */
    public ProtoMessage integer(int field, long value) {
        tag(field, WIRE_VARINT);
        varint(value);
        return this;
    }

    /** Adds a number in single precision: a field of type float. */
    public ProtoMessage float32(int field, float value) {
        tag(field, WIRE_32);
        fixed(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    /** Adds a number in double precision: a field of type double. */
    public ProtoMessage float64(int field, double value) {
        tag(field, WIRE_64);
        fixed(Double.doubleToRawLongBits(value), Double.BYTES);
        return this;
    }

    /** Adds numbers in double precision: a packed, repeated field of type double. */
    public ProtoMessage float64s(int field, double... values) {
        tag(field, WIRE_BYTES);
        varint((long) values.length * Double.BYTES);
        for (double value : values) {
            fixed(Double.doubleToRawLongBits(value), Double.BYTES);
        }
        return this;
    }

    /**
     * Adds a text: a field of type string.
     *
     * @throws IllegalArgumentException if it is not Unicode
     */
    public ProtoMessage text(int field, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes(field, bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text " + OneLine.quoted(text) + " is not Unicode", e);
        }
    }

    /** Adds bytes, which are copied: a field of type bytes. */
    public ProtoMessage bytes(int field, byte[] bytes) {
        tag(field, WIRE_BYTES);
        varint(bytes.length);
        tail.writeBytes(bytes);
        size += bytes.length;
        return this;
    }

    /** Adds another message as it is now: a field that is a message. */
    public ProtoMessage message(int field, ProtoMessage message) {
        tag(field, WIRE_BYTES);
        varint(message.size);
        message.closeTail();
        for (Piece piece : message.pieces) {
            if (piece instanceof Written written) {
                tail.writeBytes(written.bytes);
            } else {
                closeTail();
                pieces.add(piece);
            }
        }
        size += message.size;
        return this;
    }

    /**
     * Adds the elements of a tensor, row-major and little-endian: a field of type bytes.
     *
     * @param tensor on any device; borrowed until the message was written for the last time
     */
    public ProtoMessage elements(int field, Tensor tensor) {
        StoredType type = StoredType.of(tensor.dtype());
        long length = Math.multiplyExact(tensor.elements(), type.bytes());
        tag(field, WIRE_BYTES);
        varint(length);
        closeTail();
        pieces.add(channel -> TensorBytes.write(tensor, type, channel));
        size += length;
        return this;
    }

    /** Returns the length in bytes. */
    public long size() {
        return size;
    }

    /**
     * Writes the message, without its length.
     *
     * @throws IOException if it cannot be written
     */
    public void writeTo(WritableByteChannel channel) throws IOException {
        closeTail();
        for (Piece piece : pieces) {
            piece.writeTo(channel);
        }
    }

    /**
     * Returns all bytes.
     *
     * @throws ArithmeticException if there are 2³¹ or more
     */
    public byte[] toBytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream(Math.toIntExact(size));
        try {
            writeTo(Channels.newChannel(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private static final class Written implements Piece {
        private final byte[] bytes;

        Written(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            WholeFile.writeFully(channel, ByteBuffer.wrap(bytes));
        }
    }

    private void closeTail() {
        if (tail.size() > 0) {
            pieces.add(new Written(tail.toByteArray()));
            tail = new ByteArrayOutputStream();
        }
    }

    private void tag(int field, int wireType) {
        varint((long) field << WIRE_BITS | wireType);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & -VARINT_MORE) != 0) {
            tail.write((int) (rest & (VARINT_MORE - 1)) | VARINT_MORE);
            size++;
            rest >>>= VARINT_BITS;
        }
        tail.write((int) rest);
        size++;
    }

    private void fixed(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            tail.write((int) (bits >>> (i * Byte.SIZE)));
        }
        size += bytes;
    }
}
