package org.pcn4j.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A task's way to the {@link Keeper}. Each request is a connection of its own.
 *
 * @param host of the driver
 * @param port on which it listens
 * @param secret that it asks for
 * @param attempt which of the stage's this is, from 0
 */
record Courier(String host, int port, String secret, int attempt) implements Serializable {
    private static final int CONNECT_MILLIS = 20_000;
    private static final int SILENCE_MILLIS = 120_000;

    /** What follows a request. */
    private interface Exchange<T> {
        T with(DataInputStream in, DataOutputStream out) throws IOException;
    }

    /** Returns the same for another attempt. */
    Courier of(int other) {
        return new Courier(host, port, secret, other);
    }

    /**
     * Gets the folder of the run.
     *
     * @param runs where it is put, under its own name
     * @return nothing if there is none yet
     * @throws IOException if the driver cannot be reached, or a later attempt has begun
     */
    Optional<Path> fetch(Path runs) throws IOException {
        return ask(Request.FETCH, (in, out) -> {
            if (!in.readBoolean()) {
                return Optional.empty();
            }
            Path folder = runs.resolve(Path.of(in.readUTF()).getFileName());
            FolderState.receive(in, folder);
            return Optional.of(folder);
        });
    }

    /**
     * Has the folder of the run kept as it is now.
     *
     * @param known what was kept before, as this method has returned it
     * @return what is kept now
     * @throws IOException if the driver cannot be reached or has no room, or a later attempt has begun
     */
    SortedMap<String, FolderState.Stamp> keep(Path folder, Map<String, FolderState.Stamp> known) throws IOException {
        return ask(Request.KEEP, (in, out) -> {
            out.writeUTF(String.valueOf(folder.getFileName()));
            SortedMap<String, FolderState.Stamp> kept = FolderState.send(folder, known, out);
            out.flush();
            requireNone(in.readUTF());
            return kept;
        });
    }

    /**
     * Tells why a rank has failed.
     *
     * @param rank which
     * @param reason in one line
     * @param lasting whether another attempt would fail as well
     */
    void fail(int rank, String reason, boolean lasting) throws IOException {
        ask(Request.FAIL, (in, out) -> {
            out.writeInt(rank);
            out.writeUTF(reason);
            out.writeBoolean(lasting);
            out.flush();
            requireNone(in.readUTF());
            return true;
        });
    }

    /** Tells the user a line. */
    void tell(String line) throws IOException {
        ask(Request.TELL, (in, out) -> {
            out.writeUTF(line);
            out.flush();
            requireNone(in.readUTF());
            return true;
        });
    }

    private <T> T ask(Request request, Exchange<T> exchange) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            socket.setSoTimeout(SILENCE_MILLIS);
            DataOutputStream out = Streams.out(socket);
            DataInputStream in = Streams.in(socket);
            out.writeUTF(secret);
            out.writeInt(attempt);
            out.writeUTF(request.name());
            out.flush();
            requireNone(in.readUTF());
            return exchange.with(in, out);
        } catch (IOException e) {
            throw new IOException(
                    "the driver at " + host + ":" + port + " does not answer as expected: " + Failures.firstLine(e)
                            + "; expected executors to reach it, on a port that spark.pcn4j.port may fix",
                    e);
        }
    }

    private static void requireNone(String complaint) throws IOException {
        if (!complaint.isEmpty()) {
            throw new IOException(complaint);
        }
    }
}
