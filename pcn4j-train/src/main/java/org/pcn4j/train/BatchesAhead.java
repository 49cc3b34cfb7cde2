package org.pcn4j.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.tensor.TensorScope;

/**
 * Batches in the order of their updates, some of them prepared by a thread of its own while others are learned from. What
 * goes wrong with a batch comes out where the batch is asked for. To be used by one thread and closed by it.
 */
final class BatchesAhead implements AutoCloseable {
    /** The name of the thread. */
    static final String THREAD = "pcn4j batches";

    private final Batches batches;
    private final long end;
    private final int most;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, THREAD);
        made.setDaemon(true);
        return made;
    });
    private final Deque<Future<Batch>> asked = new ArrayDeque<>();
    private long next;
    private volatile boolean closed;

    /**
     * Prepares nothing yet.
     *
     * @param batches from now on used by the thread alone
     * @param first the update that the first batch is for
     * @param end one past the last update
     * @param most how many batches may wait, besides the one that is learned from; with 0 each is prepared when it is asked
     *     for, by the thread that asks
     */
    BatchesAhead(Batches batches, long first, long end, int most) {
        this.batches = batches;
        this.next = first;
        this.end = end;
        this.most = most;
    }

    /**
     * Returns the next batch, of tensors that outlive all scopes; the caller closes it.
     *
     * @throws IllegalStateException if this is closed
     */
    Batch next() {
        if (closed) {
            throw new IllegalStateException("batches are asked for after they were closed");
        }
        if (most == 0) {
            return prepare(next++);
        }
        ask(1);
        Future<Batch> first = asked.remove();
        ask(most);
        try {
            return await(first);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
    }

    private void ask(int waiting) {
        while (asked.size() < waiting && next < end) {
            long number = next++;
            asked.add(thread.submit(() -> prepare(number)));
        }
    }

    private Batch prepare(long number) {
        if (closed) {
            throw new CancellationException();
        }
        try (TensorScope scope = new TensorScope()) {
            Batch batch = batches.get(number);
            batch.inputs().keep();
            batch.targets().keep();
            return batch;
        }
    }

    /** Waits without giving in to an interruption, which the caller finds as it was. */
    private static Batch await(Future<Batch> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Closes what was prepared in vain and waits until the thread has done what it is at. Batches that were returned stay.
     * Closing twice does nothing.
     */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        for (Future<Batch> each : asked) {
            try {
                await(each).close();
            } catch (ExecutionException e) {
                // Nobody needs this batch any more.
            }
        }
        asked.clear();
        try {
            // All is done; the thread only has to end.
            boolean ended = thread.awaitTermination(1, TimeUnit.MINUTES);
            assert ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
