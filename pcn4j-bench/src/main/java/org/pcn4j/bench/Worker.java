package org.pcn4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Platform;
import org.pcn4j.tensor.Threads;
import tools.jackson.databind.json.JsonMapper;

/**
 * One side of a benchmark, as a process. {@code mvn -q -pl pcn4j-bench -am -DskipTests package} builds it and writes its
 * class path to {@code pcn4j-bench/target/classpath.txt}; it is started with the options of the launcher
 * {@code ./pcn4j}:
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector -XX:+UseSerialGC \
 *     -cp "pcn4j-bench/target/classes:$(cat pcn4j-bench/target/classpath.txt)" org.pcn4j.bench.Worker …
 *   export       ID bench/workloads.json FOLDER           writes first parameters, batches and the workload to FOLDER
 *   serve        ID bench/workloads.json FOLDER THREADS   answers requests, see below
 *   first-update ID bench/workloads.json FOLDER THREADS   learns once from what was exported, says so and ends
 * </pre>
 *
 * THREADS is a number, or {@code default} for as many as the command line takes. A server prints a line of JSON when it
 * is ready, and one for each line that it reads: {@code check N DIR} starts anew, performs N updates and writes the
 * parameters to DIR; {@code run N} starts anew as well and gives the milliseconds of each of N updates; {@code peak N} performs N
 * more and gives the bytes that one takes beyond the parameters'; {@code quit} ends it. What is timed starts anew because a
 * network that has learned a few batches by heart computes with numbers that become too small for full precision, which
 * some processors are slow with. All else that is printed goes to the standard error output.
 */
public final class Worker {
    private static final int WITHOUT_THREADS = 4;
    private static final int WITH_THREADS = 5;

    private Worker() {}

    /** Runs the worker. Exit codes: 0 fine, 1 failed. */
    public static void main(String[] args) {
        PrintStream answers = System.out;
        System.setOut(System.err);
        try {
            BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            run(requests, answers, args);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            answers.println(JsonMapper.shared().writeValueAsString(Server.failure(e)));
            answers.flush();
            System.exit(1);
        }
    }

    /** Does what the arguments say. */
    static void run(BufferedReader requests, PrintStream answers, String... args) throws IOException {
        String command = args.length == 0 ? "" : args[0];
        if (args.length == WITHOUT_THREADS && command.equals("export")) {
            exchange(args).export(Workload.read(Path.of(args[2]), args[1]));
            answers.println("{\"ok\": true}");
        } else if (args.length == WITH_THREADS && command.equals("serve")) {
            serve(Workload.read(Path.of(args[2]), args[1]), exchange(args), args[WITH_THREADS - 1], requests, answers);
        } else if (args.length == WITH_THREADS && command.equals("first-update")) {
            firstUpdate(exchange(args), args[WITH_THREADS - 1], answers);
        } else {
            throw new IllegalArgumentException("expected export ID FILE FOLDER, or serve or first-update ID FILE FOLDER"
                    + " THREADS, not '" + String.join(" ", args) + "'");
        }
        answers.flush();
    }

    private static Exchange exchange(String... args) {
        return new Exchange(Path.of(args[WITHOUT_THREADS - 1]));
    }

    private static void serve(
            Workload workload, Exchange exchange, String count, BufferedReader requests, PrintStream answers)
            throws IOException {
        Network network = Networks.network(workload);
        Threads threads = Networks.useThreads(workload, network, count);
        try (Work work = workload.rule().equals(Workload.SETTLE)
                ? new Settling(workload, network, exchange)
                : new Training(workload, network, exchange, Exchange.BATCHES)) {
            new Server(work, answers).serve(threads, requests);
        }
    }

    // No JSON library: a user's program that learns would not load one.
    private static void firstUpdate(Exchange exchange, String threads, PrintStream answers) throws IOException {
        Platform.preload();
        Workload workload = Workload.read(exchange.properties());
        Network network = Networks.network(workload);
        Networks.useThreads(workload, network, threads);
        try (Training training = new Training(workload, network, exchange, 1)) {
            training.update();
            answers.println("{\"ok\": true, \"millis\": " + sinceStart().toMillis() + "}");
            answers.flush();
        }
    }

    /** Returns the time since the process was started, as far as the system knows: it may count in hundredths. */
    private static Duration sinceStart() {
        Instant now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }
}
