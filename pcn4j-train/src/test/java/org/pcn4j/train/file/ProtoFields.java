package org.pcn4j.train.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A protobuf message taken apart, by code that shares nothing with what writes them. */
public record ProtoFields(List<Field> fields) {
    /** One field; integers and the bits of floating-point numbers in {@code bits}, everything else in {@code bytes}. */
    public record Field(int number, int wireType, long bits, ByteBuffer bytes) {}

    /** Takes a message apart; throws if it is not well-formed. */
    public static ProtoFields of(byte[] message) {
        return of(ByteBuffer.wrap(message));
    }

    private static ProtoFields of(ByteBuffer message) {
        ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            int wireType = (int) (tag & 7);
            long bits = 0;
            ByteBuffer bytes = ByteBuffer.allocate(0);
            switch (wireType) {
                case 0 -> bits = varint(in);
                case 1 -> bits = in.getLong();
                case 2 -> {
                    int length = Math.toIntExact(varint(in));
                    bytes = in.slice(in.position(), length);
                    in.position(in.position() + length);
                }
                case 5 -> bits = in.getInt();
                default -> throw new IllegalArgumentException("wire type " + wireType);
            }
            fields.add(new Field((int) (tag >>> 3), wireType, bits, bytes));
        }
        return new ProtoFields(fields);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private List<Field> all(int number) {
        return fields.stream().filter(field -> field.number() == number).toList();
    }

    public List<ProtoFields> messages(int number) {
        return all(number).stream().map(field -> of(field.bytes())).toList();
    }

    public ProtoFields message(int number) {
        return messages(number).get(0);
    }

    public List<String> texts(int number) {
        return all(number).stream()
                .map(field ->
                        StandardCharsets.UTF_8.decode(field.bytes().duplicate()).toString())
                .toList();
    }

    public String text(int number) {
        return texts(number).get(0);
    }

    public List<Long> integers(int number) {
        return all(number).stream().map(Field::bits).toList();
    }

    public long integer(int number) {
        return integers(number).get(0);
    }

    public double float64(int number) {
        return Double.longBitsToDouble(integer(number));
    }

    public float float32(int number) {
        return Float.intBitsToFloat((int) integer(number));
    }

    public byte[] bytes(int number) {
        ByteBuffer found = all(number).get(0).bytes().duplicate();
        byte[] bytes = new byte[found.remaining()];
        found.get(bytes);
        return bytes;
    }

    public boolean has(int number) {
        return !all(number).isEmpty();
    }
}
