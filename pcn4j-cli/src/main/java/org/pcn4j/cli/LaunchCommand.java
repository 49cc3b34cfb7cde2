package org.pcn4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.pcn4j.tensor.Rendezvous;
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
     * @param voice hands on what it says, if it does not say it itself
     */
    private record Rank(int number, Process process, Optional<Thread> voice) {}

    private Rank start(Rendezvous place) throws IOException {
        int rank = place.rank();
        ProcessBuilder builder = new ProcessBuilder(words());
        Map<String, String> environment = builder.environment();
        environment.putAll(place.environment());
        environment.put(Parent.VARIABLE, Long.toString(ProcessHandle.current().pid()));
        environment.putIfAbsent(LOG_LEVEL, "ERROR");
        int share = Math.max(1, Runtime.getRuntime().availableProcessors() / ranks);
        threads.ifPresent(count -> environment.put(OPENMP, Integer.toString(count)));
        environment.putIfAbsent(OPENMP, Integer.toString(share));
        if (rank == 0) {
            return new Rank(0, builder.inheritIO().start(), Optional.empty());
        }
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        Thread voice = new Thread(() -> handOn(rank, process.getInputStream()), "rank " + rank);
        voice.setDaemon(true);
        voice.start();
        return new Rank(rank, process, Optional.of(voice));
    }

    /** Java as this process was started, with the command of a rank. */
    private List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        words.addAll(command);
        return words;
    }

    private void handOn(int rank, InputStream said) {
        PrintWriter err = spec.commandLine().getErr();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(GLOO)) {
                    err.println("[rank " + rank + "] " + line);
                }
            }
        } catch (IOException e) {
            err.println("[rank " + rank + "] its words cannot be read: " + e.getMessage());
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
                        && rank.process().exitValue() != 0) {
                    end = Math.min(end, System.currentTimeMillis() + grace);
                }
            }
            if (interruption.isRequested() && !told) {
                told = true;
                all.forEach(rank -> rank.process().destroy());
            }
            if (System.currentTimeMillis() > end) {
                all.forEach(rank -> rank.process().destroyForcibly());
            }
        }
        for (Rank rank : all) {
            if (rank.voice().isPresent()) {
                rank.voice().get().join();
            }
        }
        if (interruption.isRequested()) {
            return Interruption.EXIT_CODE;
        }
        return all.stream()
                .map(rank -> rank.process().exitValue())
                .filter(code -> code != 0)
                .findFirst()
                .orElse(ExitCode.OK);
    }
}
