package org.pcn4j.train.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
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
import java.util.Optional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A file of named tensors in the <a href="https://github.com/huggingface/safetensors">safetensors format</a>, open for
 * reading: the length of a header in 8 bytes, the header in JSON, then the elements. It holds numbers and texts only, and
 * nothing in it is ever executed. The header is checked as a whole when the file is opened: every byte of the file belongs
 * to exactly one tensor, and no memory is taken for what the file does not hold. Tensors may have any element type of the
 * format, as masks have: one that is not read is refused when it is asked for.
 *
 * <p>Elements are read when they are asked for, from the file that was opened, even if another has taken its name since.
 * Several threads may read at once, and any may close the file: a reading that it cuts short, and any that begins later,
 * ends with an {@link IllegalStateException}. Interrupting one of them closes the file for all. What was read is the
 * caller's and outlives the file.
 */
public final class SafeTensors implements AutoCloseable {
    private static final int LENGTH_BYTES = 8;
    private static final int SHORTEST_HEADER = 2;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata;
    private volatile boolean closed;

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
     * @throws FileFormatException if it is not exactly what the format asks for, which is said in a way of its own of files
     *     of PyTorch, NumPy and others, has a tensor of more than 64 dimensions, or more than a million tensors and metadata
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
        byte[] beginning = beginning(channel, size);
        if (most < SHORTEST_HEADER) {
            requireNoOther(file, beginning);
            throw new FileFormatException(
                    file,
                    "it has " + size + " bytes",
                    String.format(
                            Locale.ROOT, "at least %d, for the header and its length", LENGTH_BYTES + SHORTEST_HEADER));
        }
        long length = ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < SHORTEST_HEADER || length > most) {
            requireNoOther(file, beginning);
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

    private static byte[] beginning(FileChannel channel, long size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, OtherFormat.LONGEST_BEGINNING));
        TensorBytes.readFully(channel, bytes, 0);
        return bytes.array();
    }

    /** A file that cannot be one of this format may be one of another, which is then named, with what to do. */
    private static void requireNoOther(Path file, byte[] beginning) throws FileFormatException {
        Optional<OtherFormat> other = OtherFormat.of(beginning);
        if (other.isPresent()) {
            throw new FileFormatException(
                    file, "it is " + other.get().description(), other.get().remedy());
        }
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
     * Returns the element type of a tensor as the format calls it, as in BF16.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public String type(String name) {
        return entry(name).type().name();
    }

    /**
     * Tells whether a tensor can be read: whether its elements are F32, F64, I64, F16 or BF16.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public boolean canRead(String name) {
        return entry(name).type().dtype().isPresent();
    }

    /**
     * Returns the element type in which a tensor is read: float32 for the narrower F16 and BF16 as well.
     *
     * @throws IllegalArgumentException if there is none of this name, or it cannot be read
     */
    public DType dtype(String name) {
        Entry entry = entry(name);
        return entry.type()
                .dtype()
                .orElseThrow(() -> new IllegalArgumentException(
                        "tensor " + OneLine.quoted(name) + " of " + file + " is of the type " + entry.type()));
    }

    /**
     * Reads a tensor.
     *
     * @return on the CPU; the caller closes it or leaves it to the open scope
     * @throws IllegalArgumentException if there is none of this name
     * @throws FileFormatException if its elements are of a type that is not read, such as BOOL: what to do is said
     * @throws IOException if the file cannot be read, or a thread was interrupted while it was
     * @throws IllegalStateException if the file was closed
     */
    public Tensor read(String name) throws IOException {
        Entry entry = entry(name);
        DType dtype = entry.type()
                .dtype()
                .orElseThrow(() -> new FileFormatException(
                        file,
                        "tensor " + OneLine.quoted(name) + " is of the type " + entry.type(),
                        "F32, F64, I64, F16 or BF16; in Python, " + entry.type().conversion() + " converts it"));
        Tensor tensor = Tensor.full(dtype, entry.shape(), 0);
        try {
            TensorBytes.read(tensor, entry.type(), channel, dataStart + entry.begin());
            return tensor;
        } catch (EOFException e) {
            tensor.close();
            throw shrunk(file, e);
        } catch (ClosedChannelException e) {
            tensor.close();
            throw interrupted(e);
        } catch (Throwable e) {
            tensor.close();
            throw e;
        }
    }

    /** Says why the file is closed, which its channel does not. */
    private IOException interrupted(ClosedChannelException e) {
        if (closed) {
            throw new IllegalStateException(file + " is read after it was closed", e);
        }
        return new IOException(file + ": a thread was interrupted while it read the file, which is closed now", e);
    }

    /**
     * Reads all tensors.
     *
     * @return by name, in the order of the file; the caller closes each or leaves them to the open scope
     * @throws FileFormatException if one {@linkplain #canRead cannot be read}; the others can be, one by one
     * @throws IOException if the file cannot be read, or a thread was interrupted while it was; no tensor is then left open
     * @throws IllegalStateException if the file was closed; no tensor is then left open
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

    /** Closes the file. Tensors that were read stay. Closing twice does nothing. */
    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }

    /** Returns the file and how many tensors it has. */
    @Override
    public String toString() {
        return file + " (" + entries.size() + " tensors)";
    }
}
