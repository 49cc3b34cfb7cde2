package org.pcn4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Rendezvous;

/** Ranks as threads of this process, which meet as processes do. */
public final class RankThreads {
    private static final Duration JOINING = Duration.ofSeconds(30);

    private RankThreads() {}

    /** What a rank does. */
    public interface Work<T> {
        T of(ProcessGroup group) throws Exception;
    }

    /** Returns what each rank returns, or throws what the first threw that threw anything. */
    public static <T> List<T> run(int ranks, Work<T> work) throws Exception {
        return run(ranks, ProcessGroup::join, JOINING, work);
    }

    /** The same with ranks that wait for each other no longer than is said. */
    public static <T> List<T> run(int ranks, Duration patience, Work<T> work) throws Exception {
        return run(ranks, ProcessGroup::join, patience, work);
    }

    /** The same with ranks that meet as those of several machines do. */
    public static <T> List<T> runByNetwork(int ranks, Work<T> work) throws Exception {
        return run(ranks, ProcessGroup::joinByNetwork, JOINING, work);
    }

    /** The same with ranks that meet as it is said. */
    public static <T> List<T> run(int ranks, Function<Rendezvous, ProcessGroup> join, Work<T> work) throws Exception {
        return run(ranks, join, JOINING, work);
    }

    private static <T> List<T> run(int ranks, Function<Rendezvous, ProcessGroup> join, Duration patience, Work<T> work)
            throws Exception {
        int port = Rendezvous.freePort();
        ExecutorService threads = Executors.newFixedThreadPool(ranks);
        try {
            List<Callable<T>> all = new ArrayList<>();
            for (int rank = 0; rank < ranks; rank++) {
                Rendezvous place = Rendezvous.here(rank, ranks, port).withTimes(JOINING, patience);
                all.add(() -> {
                    try (ProcessGroup group = join.apply(place)) {
                        return work.of(group);
                    }
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(all)) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }
}
