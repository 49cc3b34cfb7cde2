package org.pcn4j.train.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A file of named tensors in the <a href="https://github.com/huggingface/safetensors">safetensors format</a>, open for
 * reading: the length of a header in 8 bytes, the header in JSON, then the elements. It holds numbers and texts only, and
 * nothing in it is ever executed. The header is checked as a whole when the file is opened: every byte of the file belongs
 * to exactly one tensor, and no memory is taken for what the file does not hold.
 *
 * <p>Elements are read when they are asked for, from the file that was opened, even if another has taken its name since.
 * Several threads may read at once; interrupting one of them closes the file for all.
 */
public final class SafeTensors implements AutoCloseable {
    private static final int LENGTH_BYTES = 8;
    private static final int SHORTEST_HEADER = 2;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata;

    private SafeTensors(Path file, FileChannel channel, long dataStart, Header header) {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
        header.entries().forEach(entry -> entries.put(entry.name(), entry));
        this.metadata = Collections.unmodifiableMap(header.metadata());
    }

    /**
     * Writes a file of tensors, whole or not at all. Equal tensors and texts give equal bytes, whatever the order of the
     * maps. No more than one tensor is copied at a time, and only if its elements do not lie in row-major order.
     *
     * @param tensors on any device; borrowed
     * @param metadata texts that {@link #metadata} gives back
     * @throws IllegalArgumentException if a tensor is called {@code __metadata__}, a text is not Unicode, or there are more
     *     than a million tensors and texts or 100 MB of names and texts
     * @throws IOException if the file cannot be written; what was there before is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        Header header = Header.of(tensors, metadata);
        byte[] text = header.bytes();
        ByteBuffer start = ByteBuffer.allocate(LENGTH_BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(text.length).put(text).flip();
        WholeFile.write(file, channel -> {
            WholeFile.writeFully(channel, start);
            for (Entry entry : header.entries()) {
                Tensor tensor = Objects.requireNonNull(tensors.get(entry.name()));
                TensorBytes.write(tensor, entry.type(), channel);
            }
        });
    }

    /**
     * Opens a file and checks all but its numbers, which may be anything.
     *
     * @throws FileFormatException if it is not exactly what the format asks for, has an element type other than F32, F64,
     *     I64, F16 and BF16, a tensor of more than 64 dimensions, or more than a million tensors and metadata
     * @throws IOException if it cannot be read
     */
    public static SafeTensors open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileFormatException(file, "it is no ordinary file", "a file of tensors");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return opened(file, channel);
        } catch (EOFException e) {
            channel.close();
            throw shrunk(file, e);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static SafeTensors opened(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        long most = Math.min(size - LENGTH_BYTES, Header.MAX_BYTES);
        if (most < SHORTEST_HEADER) {
            throw new FileFormatException(
                    file,
                    "it has " + size + " bytes",
                    String.format(
                            Locale.ROOT, "at least %d, for the header and its length", LENGTH_BYTES + SHORTEST_HEADER));
        }
        ByteBuffer start = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        TensorBytes.readFully(channel, start, 0);
        long length = start.getLong();
        if (length < SHORTEST_HEADER || length > most) {
            throw new FileFormatException(
                    file,
                    "its first 8 bytes announce a header of " + Long.toUnsignedString(length) + " bytes",
                    String.format(Locale.ROOT, "%d to %d in a file of %d bytes", SHORTEST_HEADER, most, size));
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        TensorBytes.readFully(channel, header, LENGTH_BYTES);
        long dataStart = LENGTH_BYTES + length;
        return new SafeTensors(file, channel, dataStart, HeaderReader.read(file, header.array(), size - dataStart));
    }

    private static FileFormatException shrunk(Path file, EOFException cause) {
        return new FileFormatException(
                file, "it became shorter while it was read: " + cause.getMessage(), "a file that nobody writes", cause);
    }

    /** Returns the names of the tensors, in the order of their bytes in the file. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** Returns the texts that were written beside the tensors. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Returns the shape of a tensor.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public Shape shape(String name) {
        return entry(name).shape();
    }

    /**
     * Returns the element type in which a tensor is read: float32 for the narrower F16 and BF16 as well.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public DType dtype(String name) {
        return entry(name).type().dtype();
    }

    /**
     * Reads a tensor.
     *
     * @return on the CPU; the caller closes it or leaves it to the open scope
     * @throws IllegalArgumentException if there is none of this name
     * @throws IOException if the file cannot be read, or was closed
     */
    public Tensor read(String name) throws IOException {
        Entry entry = entry(name);
        Tensor tensor = Tensor.full(entry.type().dtype(), entry.shape(), 0);
        try {
            TensorBytes.read(tensor, entry.type(), channel, dataStart + entry.begin());
            return tensor;
        } catch (EOFException e) {
            tensor.close();
            throw shrunk(file, e);
        } catch (Throwable e) {
            tensor.close();
            throw e;
        }
    }

    /**
     * Reads all tensors.
     *
     * @return by name, in the order of the file; the caller closes each or leaves them to the open scope
     * @throws IOException if the file cannot be read, or was closed; no tensor is then left open
     */
    public Map<String, Tensor> readAll() throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        try {
            for (String name : entries.keySet()) {
                all.put(name, read(name));
            }
            return Collections.unmodifiableMap(all);
        } catch (Throwable e) {
            all.values().forEach(Tensor::close);
            throw e;
        }
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "there is no tensor " + OneLine.quoted(name) + " among the " + entries.size() + " of " + file);
        }
        return entry;
    }

    /** Closes the file. Tensors that were read stay. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Returns the file and how many tensors it has. */
    @Override
    public String toString() {
        return file + " (" + entries.size() + " tensors)";
    }
}
