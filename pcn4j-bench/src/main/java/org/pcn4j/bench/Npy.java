package org.pcn4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** Files of NumPy's format {@code .npy}: one array of float32 or int64, little-endian, in row-major order. */
final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AND_LENGTH = 4;
    private static final int ALIGNMENT = 64;
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\),? *\\}\\s*");

    private Npy() {}

    /**
     * Reads an array.
     *
     * @return a new tensor
     * @throws IOException if the file cannot be read, or is not of this kind
     */
    static Tensor read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int start = MAGIC.length + VERSION_AND_LENGTH;
        if (bytes.limit() < start
                || !Arrays.equals(MAGIC, Arrays.copyOf(bytes.array(), MAGIC.length))
                || bytes.get(MAGIC.length) != 1) {
            throw new IOException(file + " is no .npy file of version 1");
        }
        int length = Short.toUnsignedInt(bytes.getShort(start - Short.BYTES));
        if (bytes.limit() < start + length) {
            throw new IOException(file + " ends within its header");
        }
        String header = new String(bytes.array(), start, length, StandardCharsets.US_ASCII);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new IOException(file + " has a header that is not understood: " + header.strip());
        }
        Shape shape = shape(matcher.group(3));
        if (matcher.group(2).equals("True") && shape.rank() > 1) {
            throw new IOException(file + " is in column-major order");
        }
        return tensor(file, matcher.group(1), shape, bytes.position(start + length));
    }

    private static Shape shape(String sizes) {
        return Shape.of(Pattern.compile("[ ,]+")
                .splitAsStream(sizes)
                .filter(size -> !size.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray());
    }

    private static Tensor tensor(Path file, String type, Shape shape, ByteBuffer data) throws IOException {
        int elements = Math.toIntExact(shape.elements());
        int width = switch (type) {
            case "<f4" -> Float.BYTES;
            case "<i8" -> Long.BYTES;
            default -> throw new IOException(file + " holds " + type + ", expected <f4 or <i8");
        };
        if (data.remaining() != (long) elements * width) {
            throw new IOException(file + " holds " + data.remaining() + " bytes of data, expected "
                    + (long) elements * width + " for " + shape);
        }
        if (width == Float.BYTES) {
            float[] numbers = new float[elements];
            data.asFloatBuffer().get(numbers);
            return Tensor.of(shape, numbers);
        }
        long[] numbers = new long[elements];
        data.asLongBuffer().get(numbers);
        return Tensor.of(shape, numbers);
    }

    /**
     * Writes an array.
     *
     * @param tensor of float32 or int64; borrowed
     * @throws IllegalArgumentException if it is of another element type
     */
    static void write(Path file, Tensor tensor) throws IOException {
        DType dtype = tensor.dtype();
        if (dtype == DType.FLOAT64) {
            throw new IllegalArgumentException("expected float32 or int64, not " + dtype);
        }
        byte[] header = header(dtype, tensor.shape());
        int elements = Math.toIntExact(tensor.elements());
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.addExact(header.length, Math.multiplyExact(elements, dtype.bytes())))
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(header);
        if (dtype == DType.FLOAT32) {
            bytes.asFloatBuffer().put(tensor.toFloats());
        } else {
            bytes.asLongBuffer().put(tensor.toLongs());
        }
        Files.write(file, bytes.array());
    }

    private static byte[] header(DType dtype, Shape shape) {
        String sizes =
                Arrays.stream(shape.toArray()).mapToObj(size -> size + ",").collect(Collectors.joining(" "));
        String type = dtype == DType.FLOAT32 ? "<f4" : "<i8";
        String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
        int start = MAGIC.length + VERSION_AND_LENGTH;
        int total = (start + text.length() + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
        byte[] padded =
                (text + " ".repeat(total - start - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(total)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) padded.length)
                .put(padded)
                .array();
    }
}
