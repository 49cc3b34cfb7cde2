package org.pcn4j.tensor;

import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of native memory that were given up and serve again: small kernels take less time than asking for memory does.
 * Every thread has one, which is used within a {@linkplain TensorScope#reusing() scope that reuses} memory and keeps its
 * blocks beyond it; blocks that other threads give up come back as well. Large tensors are not pooled: they would be a waste between their uses.
 */
final class Pool implements Block.Home {
    private static final long LARGEST_BLOCK_BYTES = 4L << 20;
    private static final long MOST_BYTES = 64L << 20;
    private static final ThreadLocal<Pool> OF_THREAD = ThreadLocal.withInitial(Pool::new);

    private final Map<Layout, Deque<Block>> free = new ConcurrentHashMap<>();
    private final AtomicLong freeBytes = new AtomicLong();
    private int users;
    private int pauses;

    private Pool() {}

    static Pool ofThread() {
        return OF_THREAD.get();
    }

    void open() {
        users++;
    }

    void close() {
        users--;
    }

    /** What autograd records must not be written into memory that was used before. */
    void pause() {
        pauses++;
    }

    void resume() {
        pauses--;
    }

    /** Frees what waits to be used again. */
    void drain() {
        for (Deque<Block> blocks : free.values()) {
            for (Block block = blocks.poll(); block != null; block = blocks.poll()) {
                freeBytes.addAndGet(-Objects.requireNonNull(block.layout()).bytes());
                block.free();
            }
        }
    }

    /**
     * Returns memory for a kernel's result if this pool is in use.
     *
     * @param layout of the result; null if it is not known
     * @return null where the kernel is to make its result itself
     */
    @Nullable
    Block take(@Nullable Layout layout) {
        if (layout == null || users == 0 || pauses > 0 || layout.bytes() > LARGEST_BLOCK_BYTES) {
            return null;
        }
        Deque<Block> blocks = free.get(layout);
        Block block = blocks == null ? null : blocks.poll();
        if (block == null) {
            return new Block(Native.outOfScopes(layout.empty()), layout, this);
        }
        freeBytes.addAndGet(-layout.bytes());
        block.handOut();
        return block;
    }

    @Override
    public boolean takeBack(Block block) {
        Layout layout = block.layout();
        if (layout == null || freeBytes.get() + layout.bytes() > MOST_BYTES) {
            return false;
        }
        freeBytes.addAndGet(layout.bytes());
        free.computeIfAbsent(layout, unused -> new ConcurrentLinkedDeque<>()).push(block);
        return true;
    }
}
