package org.pcn4j.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.pcn4j.train.file.OneLine;

/**
 * Keeps the folder of a run at the driver, where it outlives the executors: rank 0 sends it there after each checkpoint, and that of
 * a later attempt gets it from there. Hears, too, why a rank has failed. Who asks must know a secret that the tasks are told; what an
 * earlier attempt says, once a later one has begun, is refused. Nothing is encrypted.
 */
final class Keeper implements AutoCloseable {
    private static final int MOST_WAITING = 50;
    private static final int SILENCE_MILLIS = 120_000;
    private static final String NONE = "";

    private final ServerSocket socket;
    private final String secret = UUID.randomUUID().toString();
    private final Path runs;
    private final Consumer<String> told;
    private final Runnable giveUp;
    private final Map<Socket, Integer> attempts = new ConcurrentHashMap<>();
    private Optional<Path> folder;
    private final AtomicInteger newest = new AtomicInteger();
    private Optional<Failure> failure = Optional.empty();
    private boolean keptSince;

    /**
     * Why there is no going on.
     *
     * @param attempt whose
     * @param rank whose
     * @param lasting whether another attempt would fail as well
     */
    record Failure(int attempt, int rank, String reason, boolean lasting) {
        boolean isWorseThan(Failure before) {
            return !before.lasting && (lasting || attempt > before.attempt);
        }
    }

    private Keeper(ServerSocket socket, Path runs, Optional<Path> folder, Consumer<String> told, Runnable giveUp) {
        this.socket = socket;
        this.runs = runs;
        this.folder = folder;
        this.told = told;
        this.giveUp = giveUp;
    }

    /**
     * Begins to listen.
     *
     * @param address the one of this machine that executors reach
     * @param port on which it listens; 0 for any that is free
     * @param runs the folder in which the run's is made
     * @param folder the run's own, if it has begun
     * @param told hears what rank 0 tells, on any thread
     * @param giveUp is called where another attempt would fail as well, on any thread
     * @throws IOException if it cannot listen there
     */
    static Keeper open(
            InetAddress address, int port, Path runs, Optional<Path> folder, Consumer<String> told, Runnable giveUp)
            throws IOException {
        Keeper keeper = new Keeper(new ServerSocket(port, MOST_WAITING, address), runs, folder, told, giveUp);
        start("pcn4j keeper", keeper::listen);
        return keeper;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the way to here. */
    Courier courier(String host) {
        return new Courier(host, socket.getLocalPort(), secret, 0);
    }

    /** Returns the folder of the run, if it has begun. */
    synchronized Optional<Path> folder() {
        return folder;
    }

    /** Returns why the newest attempt has failed, or why any would. */
    synchronized Optional<Failure> failure() {
        return failure;
    }

    /**
     * Waits until rank 0 has sent the folder once more, where another rank was the first to find that training has failed: rank 0
     * finds it as well, notes it in the folder and sends that.
     *
     * @param most how long at most
     */
    synchronized void awaitLast(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (failure.filter(found -> found.lasting() && found.rank() > 0).isPresent()
                && !keptSince
                && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket caller = socket.accept();
                start("pcn4j keeper of " + caller.getRemoteSocketAddress(), () -> serve(caller));
            } catch (IOException e) {
                // Closed, or a caller that is gone already.
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            caller.setSoTimeout(SILENCE_MILLIS);
            DataInputStream in = Streams.in(caller);
            DataOutputStream out = Streams.out(caller);
            if (!isSecret(in.readUTF())) {
                return;
            }
            int attempt = in.readInt();
            Request request = Request.valueOf(in.readUTF());
            attempts.put(caller, attempt);
            if (socket.isClosed()) {
                // Who calls while it is closed may still be let in, by a thread that waits for callers.
                return;
            }
            String complaint = request == Request.FAIL ? NONE : begun(attempt);
            out.writeUTF(complaint);
            out.flush();
            if (complaint.isEmpty()) {
                answer(request, attempt, in, out);
                out.flush();
                // To close before all is read would take the answer away from a caller that is still sending.
                in.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException | IllegalArgumentException e) {
            // The caller finds out, and tries again by another attempt.
        } finally {
            attempts.remove(caller);
        }
    }

    private boolean isSecret(String said) {
        return MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Lets no attempt before this one write any more; returns what is wrong with this one. */
    private String begun(int attempt) {
        int now = newest.accumulateAndGet(attempt, Math::max);
        if (attempt < now) {
            return "attempt " + now + " has begun, this is " + attempt;
        }
        // What is in the middle of writing lets the lock go then.
        attempts.forEach((other, its) -> {
            if (its < attempt) {
                close(other);
            }
        });
        return NONE;
    }

    private static void close(Socket other) {
        try {
            other.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    private void answer(Request request, int attempt, DataInputStream in, DataOutputStream out) throws IOException {
        switch (request) {
            case FETCH -> give(out);
            case KEEP -> out.writeUTF(keep(in.readUTF(), attempt, in));
            case FAIL -> {
                note(new Failure(attempt, in.readInt(), in.readUTF(), in.readBoolean()));
                out.writeUTF(NONE);
            }
            case TELL -> {
                told.accept(in.readUTF());
                out.writeUTF(NONE);
            }
        }
    }

    private synchronized void give(DataOutputStream out) throws IOException {
        boolean begun = folder.isPresent() && Files.isDirectory(folder.get());
        out.writeBoolean(begun);
        if (begun) {
            out.writeUTF(String.valueOf(folder.get().getFileName()));
            FolderState.send(folder.get(), Map.of(), out);
        }
    }

    private synchronized String keep(String name, int attempt, DataInputStream in) throws IOException {
        String complaint = begun(attempt);
        if (!complaint.isEmpty()) {
            return complaint;
        }
        Path target = folder.isPresent() ? folder.get() : unused(name);
        try {
            FolderState.receive(in, target);
        } catch (IOException e) {
            return "the run cannot be kept in '" + target + "': " + Failures.firstLine(e);
        }
        folder = Optional.of(target);
        keptSince = failure.isPresent();
        notifyAll();
        return NONE;
    }

    /** Two drivers may keep runs of one second and one name in one folder. */
    private Path unused(String name) throws IOException {
        Path plain = Path.of(name).getFileName();
        if (plain == null || name.isBlank() || name.startsWith(".")) {
            throw new IOException("expected the name of a run, found " + OneLine.quoted(name));
        }
        Files.createDirectories(runs);
        Path target = runs.resolve(plain);
        for (int number = 2; Files.exists(target); number++) {
            target = runs.resolve(plain + "-" + number);
        }
        return target;
    }

    /** Of an attempt its first failure counts, as others may follow from it. */
    private void note(Failure found) {
        synchronized (this) {
            // Rank 0 has sent the folder by then.
            keptSince |= found.rank() == 0;
            notifyAll();
            if (failure.isPresent() && !found.isWorseThan(failure.get())) {
                return;
            }
            failure = Optional.of(found);
            keptSince = found.rank() == 0;
        }
        if (found.lasting()) {
            giveUp.run();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        attempts.keySet().forEach(Keeper::close);
    }
}
