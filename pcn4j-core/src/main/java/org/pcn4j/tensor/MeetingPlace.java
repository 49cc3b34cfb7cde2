package org.pcn4j.tensor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(5);

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
        String own = ownAddress(place);
        TCPStore store = served.orElseGet(() -> connect(place, false));
        requireFit(place, store);
        return new MeetingPlace(place, store, own);
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
            Optional<String> size = texts.get("size/" + rank);
            for (; size.isEmpty() && System.nanoTime() < end; size = texts.get("size/" + rank)) {
                LockSupport.parkNanos(NAP);
            }
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

    /** The address by which others reach this process: the one that it reaches the meeting place from, once rank 0 listens there. */
    private static String ownAddress(Rendezvous place) {
        long end = System.nanoTime() + place.joining().toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(place.host(), place.port()),
                        Math.toIntExact(place.joining().toMillis()));
                return socket.getLocalAddress().getHostAddress();
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new RankException(
                            "rank " + place.rank() + " was not answered at " + place.host() + ":" + place.port()
                                    + " within " + place.joining().toSeconds() + " s (" + e.getMessage()
                                    + "): expected rank 0 to listen there",
                            e);
                }
                LockSupport.parkNanos(10 * NAP);
            }
        }
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
    }
}
