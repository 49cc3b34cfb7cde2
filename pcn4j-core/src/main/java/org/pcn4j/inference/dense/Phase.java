package org.pcn4j.inference.dense;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that may be done in any order, at the same time, by whoever is free. A phase may be run again when it is over; a thread that
 * comes late finds nothing to do, or takes tasks of the next run. Where there are more tasks than a word has bits, neighbours are
 * taken together.
 */
abstract class Phase {
    /** As many as a word has bits: so many bundles of tasks there are at most. */
    static final int MOST = Long.SIZE;

    private final AtomicLong open = new AtomicLong();
    private final AtomicInteger unfinished = new AtomicInteger();
    private int threads = 1;
    private volatile @Nullable Throwable failure;

    /** Returns how many tasks there are. */
    abstract int tasks();

    /**
     * Does a task.
     *
     * @param thread who does it, from 0: no two threads at the same time are the same
     */
    abstract void run(int task, int thread);

    /**
     * Returns the bundles, as bits, that a thread does before others: those whose numbers it keeps in its cache.
     *
     * @param threads how many there are
     */
    long own(int thread, int threads) {
        int bundles = bundles();
        return upTo((thread + 1) * bundles / threads) & ~upTo(thread * bundles / threads);
    }

    private static long upTo(int end) {
        return end >= MOST ? -1L : (1L << end) - 1;
    }

    /** Returns how many bundles there are. */
    final int bundles() {
        return Math.min(MOST, tasks());
    }

    /** Returns the first task of a bundle, which ends where the next one begins. */
    final int first(int bundle) {
        return (int) ((long) bundle * tasks() / bundles());
    }

    /**
     * Lets the tasks be taken.
     *
     * @param all by how many threads
     */
    final void begin(int all) {
        int bundles = bundles();
        threads = all;
        failure = null;
        unfinished.set(bundles);
        open.set(upTo(bundles));
    }

    /**
     * Does tasks until there are none to take, its own first.
     *
     * @param thread who does them
     * @return how many it did
     */
    final int help(int thread) {
        int done = 0;
        long bits = open.get();
        long own = own(thread, threads);
        while (bits != 0) {
            long mine = bits & own;
            int bundle = mine != 0 ? Long.numberOfTrailingZeros(mine) : Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
            if (open.compareAndSet(bits, bits & ~(1L << bundle))) {
                int end = first(bundle + 1);
                for (int task = first(bundle); task < end; task++) {
                    done++;
                    attempt(task, thread);
                }
                unfinished.decrementAndGet();
            }
            bits = open.get();
        }
        return done;
    }

    private void attempt(int task, int thread) {
        try {
            run(task, thread);
        } catch (RuntimeException | Error e) {
            failure = e;
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
