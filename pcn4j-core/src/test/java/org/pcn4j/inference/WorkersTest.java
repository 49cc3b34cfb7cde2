package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pcn4j.inference.run.Workers;

/** Threads that do the same on different shards. */
class WorkersTest {
    /** As shards of ranks do that share one process, of a rule that learns while it infers. */
    @Test
    void shardsOfTwoCallersCanWaitForEachOther() throws Exception {
        CyclicBarrier all = new CyclicBarrier(4);
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> both = Stream.<Future<?>>generate(
                            () -> callers.submit(() -> Workers.run(2, shard -> wait(all))))
                    .limit(2)
                    .toList();
            for (Future<?> each : both) {
                each.get(20, TimeUnit.SECONDS);
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(all.isBroken()).isFalse();
    }

    /** Waits for others, no longer than a test may last. */
    private static void wait(CyclicBarrier all) {
        try {
            all.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCallerWhoIsAloneMeetsTheSameWorkers() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 20; i++) {
            Workers.run(3, shard -> threads.add(Thread.currentThread()));
        }
        assertThat(threads).hasSize(3).contains(Thread.currentThread());
    }

    /** As of a service that answers many at once, once. */
    @Test
    void threadsOfMostCallersEndWithThem() throws Exception {
        int callers = 20;
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        CyclicBarrier all = new CyclicBarrier(2 * callers);
        ExecutorService asking = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> asked = Stream.<Future<?>>generate(() -> asking.submit(() -> Workers.run(2, shard -> {
                        if (shard > 0) {
                            workers.add(Thread.currentThread());
                        }
                        wait(all);
                    })))
                    .limit(callers)
                    .toList();
            for (Future<?> each : asked) {
                each.get(20, TimeUnit.SECONDS);
            }
        } finally {
            asking.shutdownNow();
        }
        assertThat(workers).hasSize(callers);
        for (Thread worker : workers.stream().limit(callers).toList()) {
            if (workers.stream().filter(Thread::isAlive).count() <= 8) {
                break;
            }
            worker.join(500);
        }
        assertThat(workers.stream().filter(Thread::isAlive).count()).isBetween(1L, 8L);
    }

    @Test
    void whatAShardThrewIsThrownAfterAllHaveEnded() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        assertThatThrownBy(() -> Workers.run(3, shard -> {
                    done.add(shard);
                    if (shard == 1) {
                        throw new IllegalStateException("shard 1");
                    }
                }))
                .hasMessage("shard 1");
        assertThat(done).containsExactlyInAnyOrder(0, 1, 2);
    }
}
