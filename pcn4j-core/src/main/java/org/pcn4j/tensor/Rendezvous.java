package org.pcn4j.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the processes of one training meet, and which of them this one is: in the words of torchrun, whose environment variables
 * Kubernetes' PyTorchJob and many scripts for Slurm set as well.
 *
 * @param rank this process's number, 0 … size − 1; rank 0 keeps the place where all meet
 * @param size how many processes there are, at least 1
 * @param host where rank 0 is, a name or an address
 * @param port on which rank 0 listens, 1 … 65535
 * @param joining how long to wait until all have come
 * @param patience how long a rank may be silent before it counts as lost
 */
public record Rendezvous(int rank, int size, String host, int port, Duration joining, Duration patience) {
    /** The environment variable of the rank. */
    public static final String RANK = "RANK";

    /** The environment variable of the number of processes. */
    public static final String WORLD_SIZE = "WORLD_SIZE";

    /** The environment variable of the host. */
    public static final String MASTER_ADDR = "MASTER_ADDR";

    /** The environment variable of the port. */
    public static final String MASTER_PORT = "MASTER_PORT";

    /** How long is waited until all have come, unless it is said. */
    public static final Duration JOINING = Duration.ofMinutes(2);

    /** How long a rank may be silent, unless it is said. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The environment variable of our own that says for how many seconds a rank may be silent, if it is set. */
    public static final String PATIENCE_SECONDS = "PCN4J_RANK_PATIENCE";

    private static final List<String> NAMES = List.of(RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT);
    private static final int MOST_PORT = 65_535;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Rendezvous {
        if (size < 1) {
            throw new IllegalArgumentException(WORLD_SIZE + " is " + size + ": expected at least 1");
        }
        if (rank < 0 || rank >= size) {
            throw new IllegalArgumentException(RANK + " is " + rank + " and " + WORLD_SIZE + " " + size
                    + ": expected a rank of 0 to " + (size - 1));
        }
        if (port < 1 || port > MOST_PORT) {
            throw new IllegalArgumentException(MASTER_PORT + " is " + port + ": expected a port of 1 to " + MOST_PORT);
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException(MASTER_ADDR + " is empty: expected the host of rank 0");
        }
        if (joining.isNegative() || joining.isZero() || patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("ranks are waited for " + joining.toSeconds()
                    + " s, and each may be silent for " + patience.toSeconds() + " s: expected more than 0");
        }
    }

    /** With the usual times to wait. */
    public Rendezvous(int rank, int size, String host, int port) {
        this(rank, size, host, port, JOINING, PATIENCE);
    }

    /**
     * Reads an environment.
     *
     * @return nothing where none of the four variables is set that matter to ranks: {@link #RANK} and {@link #WORLD_SIZE}
     * @throws IllegalArgumentException if some of the four are set and others are not, or one is not what it must be
     */
    public static Optional<Rendezvous> of(Map<String, String> environment) {
        if (!environment.containsKey(RANK) && !environment.containsKey(WORLD_SIZE)) {
            return Optional.empty();
        }
        List<String> missing =
                NAMES.stream().filter(name -> !environment.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            List<String> set = NAMES.stream().filter(environment::containsKey).toList();
            throw new IllegalArgumentException(joined(set) + (set.size() == 1 ? " is" : " are") + " set and "
                    + joined(missing) + (missing.size() == 1 ? " is" : " are")
                    + " not: expected all of " + joined(NAMES) + ", as torchrun sets them, or none");
        }
        Rendezvous place = new Rendezvous(
                number(environment, RANK),
                number(environment, WORLD_SIZE),
                environment.getOrDefault(MASTER_ADDR, ""),
                number(environment, MASTER_PORT));
        return Optional.of(place.withPatienceOf(environment));
    }

    /**
     * Returns the same place with the patience that {@link #PATIENCE_SECONDS} says, if it says any.
     *
     * @throws IllegalArgumentException if it does not say a number above 0
     */
    public Rendezvous withPatienceOf(Map<String, String> environment) {
        return environment.containsKey(PATIENCE_SECONDS)
                ? withTimes(joining, Duration.ofSeconds(number(environment, PATIENCE_SECONDS)))
                : this;
    }

    /** Returns the four variables as {@link #of} reads them. */
    public Map<String, String> environment() {
        return Map.of(
                RANK,
                Integer.toString(rank),
                WORLD_SIZE,
                Integer.toString(size),
                MASTER_ADDR,
                host,
                MASTER_PORT,
                Integer.toString(port));
    }

    /**
     * Returns the place of a rank on this machine.
     *
     * @param port as {@link #freePort} returns one
     */
    public static Rendezvous here(int rank, int size, int port) {
        return new Rendezvous(rank, size, "127.0.0.1", port);
    }

    /**
     * Returns a port of this machine that was free a moment ago.
     *
     * @throws UncheckedIOException if there is none
     */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Map<String, String> environment, String name) {
        String text = environment.getOrDefault(name, "");
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is '" + text + "': expected a whole number", e);
        }
    }

    private static String joined(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /** Returns the same place with other times to wait. */
    public Rendezvous withTimes(Duration joining, Duration patience) {
        return new Rendezvous(rank, size, host, port, joining, patience);
    }
}
