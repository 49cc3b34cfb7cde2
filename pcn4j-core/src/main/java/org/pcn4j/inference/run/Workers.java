package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do the same on different shards of a batch. They are made when they are first needed and then wait, awake
 * for a moment, asleep after that, for the rest of the process, which they do not keep from ending. Thread-safe: those
 * who come while the workers are at work have others made, so that ranks in one process, whose shards wait for each other, each
 * have their own.
 */
public final class Workers {
    private static final int SPINS = 20_000;

    /** So many groups stay for the next callers; the threads of others end. */
    private static final int MOST_RESTING = 8;

    /** Those who are at rest; who rested last works first, so that a caller who is alone always meets the same. */
    private static final Deque<Workers> RESTING = new ConcurrentLinkedDeque<>();

    private final List<Worker> workers = new ArrayList<>();

    private Workers() {}

    /**
     * Runs a task once for each shard, at the same time, and waits for all: shard 0 on this thread, the others each on a
     * worker, always the same one where nobody else comes meanwhile.
     *
     * @param shards how many; nothing is done where there are none
     * @param task takes the number of the shard
     * @throws RuntimeException the first that a task threw, after all have ended
     */
    public static void run(int shards, IntConsumer task) {
        if (shards == 0) {
            return;
        }
        if (shards == 1) {
            task.accept(0);
            return;
        }
        Workers own = Optional.ofNullable(RESTING.poll()).orElseGet(Workers::new);
        try {
            own.work(shards, task);
        } finally {
            own.rest();
        }
    }

    private void rest() {
        synchronized (RESTING) {
            if (RESTING.size() < MOST_RESTING) {
                RESTING.push(this);
                return;
            }
        }
        workers.forEach(Worker::end);
    }

    private void work(int shards, IntConsumer task) {
        while (workers.size() < shards - 1) {
            workers.add(new Worker(workers.size() + 1));
        }
        List<Job> jobs = new ArrayList<>(shards);
        for (int shard = 1; shard < shards; shard++) {
            Job job = new Job(task, shard);
            jobs.add(job);
            workers.get(shard - 1).take(job);
        }
        Job own = new Job(task, 0);
        own.run();
        jobs.forEach(Job::await);
        own.rethrow();
        jobs.forEach(Job::rethrow);
    }

    private static final class Job {
        private final IntConsumer task;
        private final int shard;
        private final Thread waiting = Thread.currentThread();
        private @Nullable Throwable failure;
        private volatile boolean done;

        Job(IntConsumer task, int shard) {
            this.task = task;
            this.shard = shard;
        }

        void run() {
            try {
                task.accept(shard);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            done = true;
            LockSupport.unpark(waiting);
        }

        void await() {
            for (int i = 0; !done; i++) {
                if (i < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
        }

        void rethrow() {
            Throwable thrown = failure;
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            } else if (thrown instanceof Error error) {
                throw error;
            }
        }
    }

    private static final class Worker implements Runnable {
        private final AtomicReference<@Nullable Job> next = new AtomicReference<>();
        private final Thread thread;
        private volatile boolean ended;

        Worker(int shard) {
            thread = new Thread(this, "pcn4j worker " + shard);
            thread.setDaemon(true);
            thread.start();
        }

        void end() {
            ended = true;
            LockSupport.unpark(thread);
        }

        void take(Job job) {
            next.set(job);
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            for (int i = 0; !ended; i++) {
                Job job = next.getAndSet(null);
                if (job != null) {
                    job.run();
                    i = 0;
                } else if (i < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
        }
    }
}
