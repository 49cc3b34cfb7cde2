package org.pcn4j.tensor;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Who of the ranks is still there. Each says so some times within the patience, by a connection of its own to the store of rank 0;
 * rank 0 listens to all and the others to it, and whatever one of them finds out all hear.
 */
final class Heartbeats {
    private static final int BEATS = 8;
    private static final Duration MOST = Duration.ofSeconds(1);
    private static final String FAILURE = "failure";
    private static final long LONGEST_END_MILLIS = 2_000;

    private final Meeting store;
    private final Rendezvous place;
    private final long interval;
    private final long patience;
    private volatile Optional<String> failure = Optional.empty();
    private volatile long lastRound = System.nanoTime();
    private final Thread thread;
    private volatile boolean over;

    /** What is said at the meeting place, as texts by name; for one thread. */
    interface Meeting extends AutoCloseable {
        /** Says something. */
        void put(String name, String text);

        /** Returns what was said, if anything was. */
        Optional<String> get(String name);

        @Override
        void close();
    }

    /**
     * Begins to listen.
     *
     * @param store used by nobody else
     */
    Heartbeats(Meeting store, Rendezvous place) {
        this.store = store;
        this.place = place;
        this.patience = place.patience().toNanos();
        this.interval = Math.min(patience / BEATS, MOST.toNanos());
        store.put(name(place.rank()), "0");
        this.thread = new Thread(this::beat, "pcn4j heartbeat");
        thread.setDaemon(true);
        thread.start();
    }

    private static String name(int rank) {
        return "beat/" + rank;
    }

    private void beat() {
        int size = place.size();
        long[] heard = new long[size];
        Arrays.fill(heard, System.nanoTime());
        String[] last = new String[size];
        Arrays.fill(last, "");
        for (long count = 1; !over && failure.isEmpty(); count++) {
            try {
                store.put(name(place.rank()), Long.toString(count));
                store.get(FAILURE).ifPresent(this::fail);
                for (int rank : place.rank() == 0 ? others(size) : List.of(0)) {
                    String now = store.get(name(rank)).orElse("");
                    if (!now.equals(last[rank])) {
                        last[rank] = now;
                        heard[rank] = System.nanoTime();
                    } else if (System.nanoTime() - heard[rank] > patience) {
                        tell(lost(rank));
                    }
                }
            } catch (RuntimeException e) {
                fail(over ? "the training is over" : gone());
            }
            lastRound = System.nanoTime();
            LockSupport.parkNanos(this, interval);
        }
    }

    private static List<Integer> others(int size) {
        return IntStream.range(1, size).boxed().toList();
    }

    private String lost(int rank) {
        return "rank " + rank + " has not been heard of for " + place.patience().toSeconds()
                + " s: it was killed or stopped, or is cut off";
    }

    private String gone() {
        return "rank 0 is gone, where the ranks meet (" + place.host() + ":" + place.port() + ")";
    }

    private synchronized void fail(String why) {
        if (failure.isEmpty()) {
            failure = Optional.of(why);
        }
    }

    /** Lets all ranks know why there is no going on. */
    void tell(String why) {
        fail(why);
        try {
            store.put(FAILURE, why);
        } catch (RuntimeException e) {
            // Rank 0 is gone, and with it the store: the others find that out by themselves.
            over = true;
        }
    }

    /** Waits until the others have heard what was told. */
    void awaitHeard() {
        LockSupport.parkNanos(this, 3 * interval);
    }

    /** Returns why there is no going on, if that is so. */
    Optional<String> failure() {
        if (failure.isEmpty() && !over && System.nanoTime() - lastRound > patience + interval) {
            fail(place.rank() == 0 ? "this rank's own heartbeat has stopped" : lost(0));
        }
        return failure;
    }

    /** Waits until it is known why there is no going on, at most a little longer than the patience. */
    Optional<String> awaitFailure() {
        long end = System.nanoTime() + patience + 2 * interval;
        while (failure().isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(this, interval);
        }
        return failure();
    }

    /** Listens no more, and leaves the store, unless it does not answer. For the thread that told, if one did. */
    void end() {
        over = true;
        LockSupport.unpark(thread);
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            store.close();
        }
    }
}
