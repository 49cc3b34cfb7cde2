package org.pcn4j.inference.run;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcn4j.tensor.Tensor;

/**
 * Hands over what was learned as soon as all shards of this process have learned it, in the order in which it travels: a layer is on its
 * way while the next one computes.
 */
final class EarlyHandover implements Handover, RankSums.Readiness {
    private final boolean[][] learned;
    private final CompletableFuture<List<@Nullable Tensor[]>> sums;
    private boolean ended;
    private boolean givenUp;

    /**
     * Begins.
     *
     * @param shards how many this process has
     * @param parameters how many each learns at most
     * @param exchange hands it over, and asks before it reads what was learned whether it was
     * @param thread where that is done
     */
    EarlyHandover(int shards, int parameters, Exchanging exchange, Executor thread) {
        this.learned = new boolean[shards][parameters];
        Supplier<List<@Nullable Tensor[]>> exchanged = () -> exchange.all(this);
        this.sums = CompletableFuture.supplyAsync(exchanged, thread);
    }

    /** Hands over what is ready. */
    interface Exchanging {
        List<@Nullable Tensor[]> all(RankSums.Readiness ready);
    }

    @Override
    public synchronized void await(int shard, int parameter) {
        try {
            while (!ended && !learned[shard][parameter]) {
                if (givenUp) {
                    throw new CancellationException("an update was given up");
                }
                wait();
            }
        } catch (InterruptedException e) {
            throw new CancellationException("what learns was interrupted");
        }
    }

    @Override
    public synchronized void learned(int shard, int parameter) {
        learned[shard][parameter] = true;
        notifyAll();
    }

    @Override
    public List<@Nullable Tensor[]> all() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        try {
            return sums.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        givenUp = true;
        notifyAll();
    }
}
