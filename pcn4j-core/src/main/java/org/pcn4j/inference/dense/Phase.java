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

    /**
     * Returns the tasks, as bits, that a thread does before others: those whose numbers it keeps in its cache.
     *
     * @param threads how many there are
     */
    long own(int thread, int threads) {
        return upTo((thread + 1) * tasks() / threads) & ~upTo(thread * tasks() / threads);
    }

    private static long upTo(int end) {
        return end == MOST ? -1L : (1L << end) - 1;
    }

    /** Lets the tasks be taken. */
    final void begin() {
        int count = tasks();
        failure = null;
        unfinished.set(count);
        open.set(upTo(count));
    }

    /**
     * Does tasks until there are none to take, its own first.
     *
     * @param thread who does them
     * @param threads how many there are
     * @return how many it did
     */
    final int help(int thread, int threads) {
        long own = own(thread, threads);
        int done = 0;
        long bits = open.get();
        while (bits != 0) {
            long mine = bits & own;
            int task = mine != 0 ? Long.numberOfTrailingZeros(mine) : Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
            if (open.compareAndSet(bits, bits & ~(1L << task))) {
                try {
                    run(task, thread);
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                done++;
                unfinished.decrementAndGet();
            }
            bits = open.get();
        }
        return done;
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
