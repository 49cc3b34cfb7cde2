package org.pcn4j.tensor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/**
 * Where ranks meet: a store that rank 0 serves, once all have come that were expected.
 *
 * @param store a connection to it
 * @param ownAddress by which others reach this process
 */
record MeetingPlace(Rendezvous place, TCPStore store, String ownAddress) {
    private static final String REACHED = "reached/";
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long HEARING = 40 * NAP;

    /**
     * Comes there; returns when all have come.
     *
     * @throws RankException if they do not come in time, expect others than this one, or rank 0 cannot listen on its port
     */
    static MeetingPlace open(Rendezvous place) {
        if (place.rank() == 0) {
            requireFree(place.port());
        }
        Optional<TCPStore> served = place.rank() == 0 ? Optional.of(connect(place, true)) : Optional.empty();
        try {
            Way way = Way.to(place);
            TCPStore store = served.orElseGet(() -> connect(place, false));
            Texts texts = new Texts(store);
            texts.put(REACHED + place.rank(), way.written());
            requireFit(place, store);
            return new MeetingPlace(place, store, way.ownAddress(reached(place, texts), Way::isHere));
        } catch (RuntimeException e) {
            served.ifPresent(store -> {
                // The others hear as well what is wrong; then the port is free for the next attempt.
                LockSupport.parkNanos(HEARING);
                store.close();
            });
            throw e instanceof RankException known
                    ? known
                    : new RankException(
                            "rank " + place.rank() + " does not reach rank 0 anymore, where the ranks meet ("
                                    + place.host() + ":" + place.port() + "): " + TensorException.firstLine(e),
                            e);
        }
    }

    /** Returns another connection, for another thread. */
    Texts another() {
        return new Texts(connect(place, false));
    }

    private static TCPStore connect(Rendezvous place, boolean serves) {
        TCPStoreOptions options = new TCPStoreOptions()
                .port((short) place.port())
                .isServer(serves)
                .waitWorkers(false)
                .timeout(millis(place.joining()));
        try {
            return new TCPStore(place.host(), options);
        } catch (RuntimeException e) {
            throw new RankException(
                    "rank " + place.rank() + " cannot meet the others at " + place.host() + ":" + place.port() + ": "
                            + TensorException.firstLine(e),
                    e);
        }
    }

    /** The library would tell of a port that is taken in many lines. */
    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw new RankException(
                    "rank 0 cannot listen on port " + port + ": " + e.getMessage() + "; expected a port that is free",
                    e);
        }
    }

    private static Milliseconds millis(Duration time) {
        return new Milliseconds(time.toMillis());
    }

    /** Each rank is there once, and all expect as many. */
    private static void requireFit(Rendezvous place, TCPStore store) {
        String own = "joined/" + place.rank();
        if (store.add(own, 1) > 1) {
            throw new RankException("two processes are rank " + place.rank() + " at " + place.host() + ":"
                    + place.port() + ": expected each rank once");
        }
        Texts texts = new Texts(store);
        texts.put("size/" + place.rank(), Integer.toString(place.size()));
        long end = System.nanoTime() + place.joining().toNanos();
        for (int rank = 0; rank < place.size(); rank++) {
            Optional<String> size = texts.await("size/" + rank, () -> System.nanoTime() < end);
            if (size.isEmpty()) {
                throw new RankException("rank " + rank + " did not come within "
                        + place.joining().toSeconds() + " s: expected " + place.size() + " ranks at " + place.host()
                        + ":"
                        + place.port());
            }
            if (!size.get().equals(Integer.toString(place.size()))) {
                throw new RankException("rank " + place.rank() + " was told of " + place.size() + " ranks and rank "
                        + rank + " of " + size.get() + ": expected the same " + Rendezvous.WORLD_SIZE + " everywhere");
            }
        }
    }

    /** By which addresses the others have reached rank 0, once all have come. */
    private static List<InetAddress> reached(Rendezvous place, Texts texts) {
        return IntStream.range(1, place.size())
                .mapToObj(rank -> texts.get(REACHED + rank).orElseThrow())
                .map(Way::address)
                .toList();
    }

    /** Texts in a store. */
    record Texts(TCPStore store) implements Heartbeats.Meeting {
        @Override
        public void put(String name, String text) {
            store.set(name, text);
        }

        @Override
        public void close() {
            store.close();
        }

        @Override
        public Optional<String> get(String name) {
            try (StringVector names = new StringVector(name)) {
                return store.check(names) ? Optional.of(store.get_to_str(name)) : Optional.empty();
            }
        }

        /**
         * Waits for what a rank says.
         *
         * @param goesOn asked again and again; may throw
         * @return nothing if it was not said before the waiting ended
         */
        Optional<String> await(String name, BooleanSupplier goesOn) {
            Optional<String> text = get(name);
            for (; text.isEmpty() && goesOn.getAsBoolean(); text = get(name)) {
                LockSupport.parkNanos(NAP);
            }
            return text;
        }
    }
}
