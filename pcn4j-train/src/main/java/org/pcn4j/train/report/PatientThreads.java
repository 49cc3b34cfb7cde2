package org.pcn4j.train.report;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Does pieces of work that wait for others, as for a slow client, each on a thread of its own. A piece that takes longer
 * than patience lasts is interrupted, which closes the channel that it waits for; so is the one that came first where there
 * is no thread left for another. Close it when done.
 */
final class PatientThreads implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private final int most;
    private final Duration patience;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;
    // The one that came first is first; those that were given up are no longer here. Guarded by itself.
    private final Deque<Piece> pieces = new ArrayDeque<>();

    /**
     * Prepares to work.
     *
     * @param most pieces at the same time
     * @param patience with each
     */
    PatientThreads(String name, int most, Duration patience) {
        this.most = most;
        this.patience = patience;
        ThreadFactory factory = work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        threads.allowCoreThreadTimeOut(true);
        clock = new ScheduledThreadPoolExecutor(1, factory);
        clock.setRemoveOnCancelPolicy(true);
        // What comes after the end is not done.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void execute(Runnable work) {
        Piece piece = new Piece(work);
        synchronized (pieces) {
            pieces.add(piece);
            if (pieces.size() > most) {
                pieces.remove().giveUp();
            }
        }
        threads.execute(piece);
    }

    /** Work and the thread that does it. */
    private final class Piece implements Runnable {
        private final Runnable work;
        // Both guarded by the pieces.
        private Optional<Thread> thread = Optional.empty();
        private boolean givenUp;

        Piece(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            synchronized (pieces) {
                thread = Optional.of(Thread.currentThread());
                if (givenUp) {
                    giveUp();
                }
            }
            ScheduledFuture<?> alarm = clock.schedule(this::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
            try {
                work.run();
            } finally {
                alarm.cancel(false);
                synchronized (pieces) {
                    pieces.remove(this);
                    thread = Optional.empty();
                    // What came too late is not meant for the next piece.
                    boolean unused = Thread.interrupted();
                }
            }
        }

        /** Interrupts the work; if it has not begun, as soon as it does. */
        void giveUp() {
            synchronized (pieces) {
                givenUp = true;
                thread.ifPresent(Thread::interrupt);
            }
        }
    }

    /** Interrupts all that goes on and begins nothing more. */
    @Override
    public void close() {
        threads.shutdownNow();
        clock.shutdownNow();
    }
}
