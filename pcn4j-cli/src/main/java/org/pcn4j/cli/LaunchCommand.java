package org.pcn4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.train.file.OwnJava;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts ranks on this machine. */
@Command(
        name = "launch",
        description = "Train by several processes of this machine, which end with the bits of one.",
        footer = {
            "",
            "Rank 0 shows its progress and makes the run's folder; what others say is prefixed. Each rank is told of",
            "the others as torchrun tells: RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT.",
            "",
            "Example: two processes, and each half of the processors",
            "  pcn4j launch --ranks 2 train digits.yaml",
            "Example: go on by four with a run that two have begun with twice the threads, to the same bits",
            "  pcn4j launch --ranks 4 --threads 1 train --resume runs/20261126-035100-digits"
        })
final class LaunchCommand implements Callable<Integer> {
    private static final String OPENMP = "OMP_NUM_THREADS";

    /** Libtorch's warnings are told in many lines; what matters comes as one of ours. */
    private static final String LOG_LEVEL = "TORCH_CPP_LOG_LEVEL";

    private static final String GLOO = "[Gloo]";

    /** What a JVM says that was asked to end, and has ended as a training that is interrupted does. */
    private static final int TERMINATED = 143;

    /** The exit codes of a rank that say what was the matter, the weightiest first. */
    private static final List<Integer> OWN_CODES =
            List.of(ExitCode.USAGE, ExitCode.SOFTWARE, Interruption.EXIT_CODE, ExitCode.OK);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--ranks", paramLabel = "N", required = true, description = "How many processes train.")
    private int ranks;

    @Option(
            names = "--threads",
            paramLabel = "W",
            description = "How many threads each has (default: all processors, shared evenly).")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "Where the ranks meet (default: a free port).")
    private Optional<Integer> port = Optional.empty();

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description = "train and all that belongs to it, as in train digits.yaml --set batch=128.")
    private List<String> command = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(ranks >= 1, "--ranks is " + ranks + ": expected at least 1");
        require(threads.orElse(1) >= 1, "--threads is " + threads.orElse(1) + ": expected at least 1");
        require(
                command.get(0).equals("train"),
                "'" + command.get(0) + "' is not done by ranks: expected train, as in pcn4j launch --ranks 2 train"
                        + " digits.yaml");
        List<Rank> all = new ArrayList<>();
        try (Interruption interruption = Interruption.watch()) {
            int meeting = port.orElseGet(Rendezvous::freePort);
            List<Rendezvous> places = places(meeting);
            for (Rendezvous place : places) {
                all.add(start(place));
            }
            return code(all, places.get(0).patience(), interruption);
        } finally {
            all.forEach(rank -> rank.process().destroyForcibly());
        }
    }

    private List<Rendezvous> places(int meeting) {
        try {
            return IntStream.range(0, ranks)
                    .mapToObj(rank -> Rendezvous.here(rank, ranks, meeting).withPatienceOf(System.getenv()))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void require(boolean fits, String complaint) {
        if (!fits) {
            throw new ParameterException(spec.commandLine(), complaint);
        }
    }

    /**
     * A rank.
     *
     * @param voice hands on what it says
     */
    private record Rank(Process process, Thread voice) {}

    private Rank start(Rendezvous place) throws IOException {
        int rank = place.rank();
        List<String> words = OwnJava.command(Main.class);
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> environment = builder.environment();
        environment.putAll(place.environment());
        environment.put(Parent.VARIABLE, Long.toString(ProcessHandle.current().pid()));
        environment.putIfAbsent(LOG_LEVEL, "ERROR");
        int share = Math.max(1, Runtime.getRuntime().availableProcessors() / ranks);
        threads.ifPresent(count -> environment.put(OPENMP, Integer.toString(count)));
        environment.putIfAbsent(OPENMP, Integer.toString(share));
        if (rank == 0) {
            // Its progress is drawn where this process writes its own; its results go through this one, without the
            // library's lines.
            builder.redirectInput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
        } else {
            builder.redirectErrorStream(true);
        }
        Process process = builder.start();
        if (rank > 0) {
            process.getOutputStream().close();
        }
        Thread voice = new Thread(
                () -> handOn(
                        process.getInputStream(),
                        rank == 0
                                ? spec.commandLine().getOut()
                                : spec.commandLine().getErr(),
                        rank == 0 ? "" : "[rank " + rank + "] "),
                "rank " + rank);
        voice.setDaemon(true);
        voice.start();
        return new Rank(process, voice);
    }

    private void handOn(InputStream said, PrintWriter to, String prefix) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(said, Main.charset()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(GLOO)) {
                    to.println(prefix + line);
                }
            }
        } catch (IOException e) {
            to.println(prefix + "its words cannot be read: " + e.getMessage());
        }
    }

    /** Waits for all; when one has failed, the others find out by themselves, and are ended if they do not. */
    private static int code(List<Rank> all, Duration patience, Interruption interruption) throws InterruptedException {
        long grace = 2 * patience.toMillis();
        long end = Long.MAX_VALUE;
        boolean told = false;
        while (all.stream().anyMatch(rank -> rank.process().isAlive())) {
            for (Rank rank : all) {
                if (rank.process().waitFor(50, TimeUnit.MILLISECONDS)
                        && hasFailed(rank.process().exitValue())) {
                    end = Math.min(end, System.currentTimeMillis() + grace);
                }
            }
            if (interruption.isRequested() && !told) {
                told = true;
                // By its handle: the process itself would close what it has yet to say.
                all.forEach(rank -> rank.process().toHandle().destroy());
            }
            if (System.currentTimeMillis() > end) {
                all.forEach(rank -> rank.process().destroyForcibly());
            }
        }
        for (Rank rank : all) {
            rank.voice().join();
        }
        if (interruption.isRequested()) {
            return Interruption.EXIT_CODE;
        }
        return code(all.stream().map(rank -> rank.process().exitValue()).toList());
    }

    /** Tells whether a rank is gone that the others wait for; one that was asked to end leaves rank 0 to save what it has. */
    static boolean hasFailed(int code) {
        int told = code(List.of(code));
        return told != ExitCode.OK && told != Interruption.EXIT_CODE;
    }

    /**
     * Returns the exit code of a training by those of its ranks: misuse where one was misused, else failure where one has failed or was
     * killed, else an interruption where one was asked to end, which ends all after the same update.
     */
    static int code(List<Integer> ranks) {
        List<Integer> told = ranks.stream()
                .map(code -> code == TERMINATED ? Interruption.EXIT_CODE : code)
                .map(code -> OWN_CODES.contains(code) ? code : ExitCode.SOFTWARE)
                .toList();
        return OWN_CODES.stream().filter(told::contains).findFirst().orElse(ExitCode.OK);
    }
}
