package org.pcn4j.inference.dense;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that may be done in any order, at the same time, by whoever is free. A phase may be run again when it is over; a thread that
 * comes late finds nothing to do, or takes a task of the next run.
 */
abstract class Phase {
    /** As many as a word has bits. */
    static final int MOST = Long.SIZE;

    private final AtomicLong open = new AtomicLong();
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    /** Returns how many tasks there are, at most {@link #MOST}. */
    abstract int tasks();

    /**
     * Does a task.
     *
     * @param thread who does it, from 0: no two threads at the same time are the same
     */
    abstract void run(int task, int thread);

    /** Lets the tasks be taken. */
    final void begin() {
        int count = tasks();
        failure = null;
        unfinished.set(count);
        open.set(count == MOST ? -1L : (1L << count) - 1);
    }

    /**
     * Does tasks until there are none to take, those first that other threads take last.
     *
     * @param thread who does them
     * @param threads how many there are
     */
    final void help(int thread, int threads) {
        int own = thread * tasks() / threads;
        long bits = open.get();
        while (bits != 0) {
            long later = bits & (-1L << own);
            int task = Long.numberOfTrailingZeros(later != 0 ? later : bits);
            if (open.compareAndSet(bits, bits & ~(1L << task))) {
                try {
                    run(task, thread);
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                unfinished.decrementAndGet();
            }
            bits = open.get();
        }
    }

    final boolean isOver() {
        return unfinished.get() == 0;
    }

    /** Throws what a task threw. */
    final void rethrow() {
        Throwable thrown = failure;
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        } else if (thrown instanceof Error error) {
            throw error;
        }
    }
}
