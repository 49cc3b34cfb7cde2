package org.pcn4j.tensor;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * How a rank reaches the store of rank 0.
 *
 * @param own the address from which it does
 * @param other the address at which it finds rank 0
 */
record Way(InetAddress own, InetAddress other) {
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONG_NAP = TimeUnit.MILLISECONDS.toNanos(500);

    // What libtorch's store asks of who listens before it trusts him: it says who asks, and wants a number back.
    private static final byte VALIDATE = 0;
    private static final int MAGIC = Integer.reverseBytes(0x3C85F7CE);
    private static final byte PING = 13;
    private static final int NONCE = 0x70636E34;

    /**
     * Finds rank 0, once it listens.
     *
     * @throws RankException if it does not in time, or another program does
     */
    static Way to(Rendezvous place) {
        long end = System.nanoTime() + place.joining().toNanos();
        while (true) {
            boolean connected = false;
            try (Socket socket = new Socket()) {
                int left = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
                socket.connect(new InetSocketAddress(place.host(), place.port()), left);
                connected = true;
                socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                requireStore(socket);
                return new Way(socket.getLocalAddress(), socket.getInetAddress());
            } catch (IOException e) {
                // Rank 0 itself looks whether its port is free; who listens for longer need not be asked as often.
                long nap = connected ? LONG_NAP : NAP;
                if (System.nanoTime() + nap > end || e instanceof SocketTimeoutException) {
                    String why = connected ? "another program listens there" : String.valueOf(e.getMessage());
                    throw new RankException(
                            "rank " + place.rank() + " was not answered at " + place.host() + ":" + place.port()
                                    + " within " + place.joining().toSeconds() + " s (" + why
                                    + "): expected rank 0 to listen there",
                            e);
                }
                LockSupport.parkNanos(nap);
            }
        }
    }

    /** A program that says nothing, or something else, would be waited for without an end by libtorch, or told of in many lines. */
    private static void requireStore(Socket socket) throws IOException {
        // At once: the store may close a connection on which a question comes in pieces.
        ByteBuffer question = ByteBuffer.allocate(2 * (1 + Integer.BYTES))
                .put(VALIDATE)
                .putInt(MAGIC)
                .put(PING)
                .putInt(NONCE);
        socket.getOutputStream().write(question.array());
        int answer = new DataInputStream(socket.getInputStream()).readInt();
        if (answer != NONCE) {
            throw new EOFException("expected the answer of a store");
        }
    }

    /**
     * Returns the address by which others reach this process. Where a host's own name leads to itself alone, as on Debian to 127.0.1.1,
     * the others know better: then it is the first by which one of them has reached rank 0 from elsewhere.
     *
     * @param reached by which addresses the others have reached rank 0, in the order of the ranks
     * @param isHere tells whether an address is one of this machine's
     */
    String ownAddress(List<InetAddress> reached, Predicate<InetAddress> isHere) {
        if (!own.isLoopbackAddress()) {
            return own.getHostAddress();
        }
        return reached.stream()
                .filter(address -> !address.isLoopbackAddress())
                .filter(isHere)
                .findFirst()
                .orElse(own)
                .getHostAddress();
    }

    /** Tells whether an address is one of this machine's. */
    static boolean isHere(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Writes the address at which rank 0 was found, without what says which of this host's networks leads there. */
    String written() {
        return other.getHostAddress().replaceFirst("%.*", "");
    }

    /** Returns the address that is written so. */
    static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }
}
