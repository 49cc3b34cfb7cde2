package org.pcn4j.tensor;

import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Tensors that one rank of a group hands to another, by Gloo. Sending and receiving go on beside what this thread computes. What
 * arrives lies in memory as it lay where it came from, since the bits of a product may depend on that. For one thread; borrows the
 * group. Close it when done.
 */
public final class Messages implements AutoCloseable {
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int TURNS_HELD = 4;
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(30);

    private final ProcessGroup group;
    private final Object lock = new Object();
    private final Deque<Sent> sending = new ArrayDeque<>();
    private final Thread watch;
    private @Nullable Work awaited;
    private volatile boolean closed;
    private long bytes;
    private long count;
    private int turn;

    /** What is on its way: libtorch reads or writes it until the work is done. */
    private record Sent(Packet packet, Work work, int turn) {}

    /** Begins to hand tensors to and fro. */
    public Messages(ProcessGroup group) {
        this.group = group;
        this.watch = new Thread(this::watch, "pcn4j messages");
        watch.setDaemon(true);
        watch.start();
    }

    /** A tensor that is on its way to this rank. */
    public interface Arriving {
        /**
         * Waits for it. To be called once.
         *
         * @return a new tensor, which the caller closes
         * @throws RankException if a rank is lost
         */
        Tensor await();
    }

    /** Returns how many bytes travel for a tensor: its elements, and how they lie. */
    public static long bytes(DType dtype, Shape shape) {
        return Long.BYTES * length(dtype, shape);
    }

    private static long length(DType dtype, Shape shape) {
        return shape.rank() + (shape.elements() * dtype.bytes() + Long.BYTES - 1) / Long.BYTES;
    }

    /** Returns how many bytes this rank has sent. */
    public long sentBytes() {
        return bytes;
    }

    /** Returns how many tensors this rank has sent. */
    public long sentCount() {
        return count;
    }

    /**
     * Begins to send a copy of a tensor.
     *
     * @param to another rank
     * @param tag by which it is received: at least 0, no other tensor of this tag being on its way between the two
     * @throws RankException if a rank is lost
     */
    public void send(Tensor tensor, int to, int tag) {
        group.works().requireWhole();
        Packet packet = Packet.of(tensor);
        Work work = Native.call("send", () -> group.gloo().send(packet.vector(), to, tag));
        sending.add(new Sent(packet, work, turn));
        bytes += bytes(tensor.dtype(), tensor.shape());
        count++;
    }

    /**
     * Begins to receive a tensor.
     *
     * @param from another rank
     * @param tag by which it is sent
     * @throws RankException if a rank is lost
     */
    public Arriving receive(DType dtype, Shape shape, int from, int tag) {
        group.works().requireWhole();
        Packet packet = Packet.empty(dtype, shape);
        Work work = Native.call("receive", () -> group.gloo().recv(packet.vector(), from, tag));
        return () -> {
            await(work);
            try (packet) {
                return packet.unpacked(dtype, shape);
            }
        };
    }

    /**
     * Ends a turn: what was sent some turns before has left when this returns, so that no more than some turns' tensors are held.
     *
     * @throws RankException if a rank is lost
     */
    public void endTurn() {
        leave(turn - TURNS_HELD);
        turn++;
    }

    /**
     * Waits until all that was sent has left.
     *
     * @throws RankException if a rank is lost
     */
    public void flush() {
        leave(Integer.MAX_VALUE);
    }

    private void leave(int before) {
        for (Sent sent = sending.peek(); sent != null && sent.turn() < before; sent = sending.peek()) {
            await(sent.work());
            sent.packet().close();
            sending.remove();
        }
    }

    /** Waits for a work, but no longer than all ranks are there: a wait of Gloo's that ran out of time would end all others. */
    private void await(Work work) {
        synchronized (lock) {
            group.works().requireWhole();
            awaited = work;
        }
        boolean done;
        try (Milliseconds longest = new Milliseconds(LONGEST_MILLIS)) {
            done = work._wait(longest);
        } catch (RuntimeException e) {
            throw group.works().lost(e);
        } finally {
            synchronized (lock) {
                awaited = null;
            }
        }
        if (!done) {
            throw group.works().lost(new TensorException("a tensor did not arrive"));
        }
        work.close();
    }

    /** Ends what this rank waits for, once another is lost. */
    private void watch() {
        while (!closed) {
            if (group.works().isLost()) {
                synchronized (lock) {
                    if (awaited != null) {
                        awaited.abort();
                        return;
                    }
                }
            }
            LockSupport.parkNanos(this, WATCH_NANOS);
        }
    }

    /** Leaves off. What is still on its way is of no more use. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
    }

    /** Words that travel: the strides of a tensor, then its elements in row-major order. */
    private record Packet(org.bytedeco.pytorch.Tensor words, TensorVector vector) implements AutoCloseable {
        static Packet empty(DType dtype, Shape shape) {
            org.bytedeco.pytorch.Tensor words =
                    Native.outOfScopes(new Layout(DType.INT64, length(dtype, shape)).empty());
            return new Packet(words, new TensorVector(words));
        }

        static Packet of(Tensor tensor) {
            Packet packet = empty(tensor.dtype(), tensor.shape());
            org.bytedeco.pytorch.Tensor raw = tensor.operand();
            LongBuffer header = packet.words.createBuffer();
            for (int i = 0; i < tensor.rank(); i++) {
                header.put(i, raw.stride(i));
            }
            packet.withElements(tensor.dtype(), tensor.shape(), elements -> elements.copy_(raw));
            return packet;
        }

        /** What is done with the elements. */
        private interface Act {
            org.bytedeco.pytorch.Tensor on(org.bytedeco.pytorch.Tensor elements);
        }

        private void withElements(DType dtype, Shape shape, Act act) {
            call(() -> {
                try (org.bytedeco.pytorch.Tensor rest =
                                words.narrow(0, shape.rank(), length(dtype, shape) - shape.rank());
                        org.bytedeco.pytorch.Tensor numbers = rest.view(dtype.scalarType());
                        org.bytedeco.pytorch.Tensor flat = numbers.narrow(0, 0, shape.elements());
                        org.bytedeco.pytorch.Tensor elements = flat.view(shape.toArray())) {
                    return act.on(elements);
                }
            });
        }

        private static void call(Supplier<org.bytedeco.pytorch.Tensor> work) {
            Native.call("copy_", work);
        }

        /** Returns a tensor that lies as the one that was sent. */
        Tensor unpacked(DType dtype, Shape shape) {
            LongBuffer header = words.createBuffer();
            long[] strides = new long[shape.rank()];
            header.get(strides);
            Tensor tensor = Tensor.wrap("empty_strided", () -> {
                try (TensorOptions options = new TensorOptions(dtype.scalarType())) {
                    return torch.empty_strided(shape.toArray(), strides, options);
                }
            });
            withElements(dtype, shape, elements -> {
                org.bytedeco.pytorch.Tensor to = tensor.raw();
                org.bytedeco.pytorch.Tensor from = elements;
                for (int i = 0; i < strides.length; i++) {
                    // Where one element stands for all along a dimension, it is written once.
                    if (strides[i] == 0 && shape.size(i) > 1) {
                        to = to.narrow(i, 0, 1);
                        from = from.narrow(i, 0, 1);
                    }
                }
                return to.copy_(from);
            });
            return tensor;
        }

        @Override
        public void close() {
            vector.close();
            words.close();
        }
    }
}
