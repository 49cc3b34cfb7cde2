package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.run.RunFolder;

/** Two ranks, started one by one as a scheduler does, one of which loses the network or has no room to write. */
@DisabledOnOs(OS.WINDOWS)
class RankFaultsTest {
    private static final int PATIENCE_SECONDS = 90;
    /** How long a rank waits for another that says nothing. */
    private static final int RANK_PATIENCE = 3;

    private final String port = Integer.toString(Rendezvous.freePort());

    /** Of addresses that many networks have at home. */
    private static final String NETWORK = "192.168.78.";

    @TempDir
    private Path folder = Path.of("");

    private final List<Process> started = new ArrayList<>();
    private final List<List<String>> undone = new ArrayList<>();

    @AfterEach
    void leaveNothing() throws Exception {
        started.forEach(Process::destroyForcibly);
        for (List<String> command : undone) {
            new ProcessBuilder(command).start().waitFor();
        }
    }

    private Path experiment(int hidden, int updates) throws IOException {
        return Files.writeString(folder.resolve("small.yaml"), String.format(Locale.ROOT, """
                model: {name: mlp, hidden: [%d]}
                data: {name: digits, train: 300, test: 40, validation: 0.1}
                batch: 24
                updates: %d
                checkpoint: {every: 5}
                """, hidden, updates));
    }

    /**
     * Starts a rank of one thread.
     *
     * @param within words before those that start Java
     */
    private Process rank(int rank, String host, List<String> within, String... args) throws IOException {
        ProcessBuilder builder = ProcessTest.builder(folder.resolve("out" + rank), List.of(), args);
        List<String> command = new ArrayList<>(within);
        command.addAll(builder.command());
        builder.command(command);
        builder.environment()
                .putAll(Map.of(
                        "RANK",
                        Integer.toString(rank),
                        "WORLD_SIZE",
                        "2",
                        "MASTER_ADDR",
                        host,
                        "MASTER_PORT",
                        port,
                        "OMP_NUM_THREADS",
                        "1",
                        "PCN4J_RANK_PATIENCE",
                        Integer.toString(RANK_PATIENCE)));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String said(int rank) throws IOException {
        return Files.readString(folder.resolve("out" + rank));
    }

    private void assertEnds(Process process, int rank, int code) throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("rank %d said: %s", rank, said(rank))
                .isTrue();
        assertThat(process.exitValue()).as(said(rank)).isEqualTo(code);
    }

    /** By one process of two threads, as the ranks are two of one thread. */
    private void alone(String... args) throws Exception {
        ProcessBuilder builder = ProcessTest.builder(folder.resolve("out"), List.of(), args);
        builder.environment().put("OMP_NUM_THREADS", "2");
        Process process = builder.start();
        started.add(process);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("out")))
                .isZero();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** Makes a namespace of the network for each rank, and a cable between them. */
    private List<String> namespaces() throws Exception {
        String unique = Long.toString(ProcessHandle.current().pid());
        List<String> names = List.of("pcn4j" + unique + "a", "pcn4j" + unique + "b");
        for (String name : names) {
            boolean made;
            try {
                made = new ProcessBuilder("ip", "netns", "add", name).start().waitFor() == 0;
            } catch (IOException e) {
                made = false;
            }
            assumeThat(made).as("namespaces can be made here, as root on Linux").isTrue();
            undone.add(List.of("ip", "netns", "del", name));
        }
        run(
                "ip",
                "link",
                "add",
                "va",
                "netns",
                names.get(0),
                "type",
                "veth",
                "peer",
                "name",
                "vb",
                "netns",
                names.get(1));
        for (int rank = 0; rank < 2; rank++) {
            String cable = rank == 0 ? "va" : "vb";
            run("ip", "-n", names.get(rank), "addr", "add", NETWORK + (rank + 1) + "/24", "dev", cable);
            run("ip", "-n", names.get(rank), "link", "set", cable, "up");
            run("ip", "-n", names.get(rank), "link", "set", "lo", "up");
        }
        return names;
    }

    /**
     * Words that start a program in a namespace, with memory of its own as well, as the ranks of two machines share none.
     *
     * @param more what is to be done there first
     */
    private static List<String> within(String namespace, String more) {
        return List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                "unshare",
                "-m",
                "/bin/bash",
                "-c",
                "mount -t tmpfs none /dev/shm && " + more + " exec \"$@\"",
                "bash");
    }

    /** As Debian names a host to itself; the others know it by its address. */
    @Test
    @Tag("slow")
    void ranksMeetWhereTheNameOfAHostLeadsToItselfOnThatHost() throws Exception {
        List<String> names = namespaces();
        Path experiment = experiment(32, 20);
        List<Process> ranks = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            Path hosts = Files.writeString(
                    folder.resolve("hosts" + rank),
                    "127.0.0.1 localhost\n" + (rank == 0 ? "127.0.1.1" : NETWORK + "1") + " node0\n");
            ranks.add(rank(
                    rank,
                    "node0",
                    within(names.get(rank), "mount --bind " + hosts + " /etc/hosts &&"),
                    "train",
                    experiment.toString(),
                    "--runs=" + folder.resolve("named")));
        }
        assertEnds(ranks.get(0), 0, 0);
        assertEnds(ranks.get(1), 1, 0);
    }

    @Test
    @Tag("slow")
    void ranksThatAreCutOffNameEachOtherAndTheRestHasTheBits() throws Exception {
        List<String> names = namespaces();
        Path experiment = experiment(32, 100_000);
        Path runs = folder.resolve("cut");
        List<Process> ranks = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            ranks.add(rank(
                    rank,
                    NETWORK + "1",
                    within(names.get(rank), ""),
                    "train",
                    experiment.toString(),
                    "--runs=" + runs));
        }
        LaunchTest.awaitCheckpoint(runs, () -> said(0) + said(1));
        run("ip", "-n", names.get(0), "link", "set", "va", "down");
        long cut = System.nanoTime();
        for (int rank = 0; rank < 2; rank++) {
            assertEnds(ranks.get(rank), rank, 1);
            assertThat(said(rank))
                    .containsPattern("rank " + (1 - rank)
                            + " has not been heard of for 3 s: it was killed or stopped, or is cut off");
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - cut)).isLessThan(30);
        RunFolder begun = RunFolder.list(runs).get(0);
        long done = Long.parseLong(CheckpointFolder.list(begun.checkpoints()).stream()
                .map(file -> file.getFileName().toString().replaceAll("\\D", ""))
                .max(String::compareTo)
                .orElseThrow());
        String updates = "--set=updates=" + (done + 20);
        alone("train", "--resume", begun.path().toString(), updates);
        alone("train", experiment.toString(), "--runs=" + folder.resolve("whole"), updates);
        RunFolder whole = RunFolder.list(folder.resolve("whole")).get(0);
        assertThat(Files.readAllBytes(begun.model())).isEqualTo(Files.readAllBytes(whole.model()));
    }

    /** A limit on the size of files stands in for a disk that is full: in both cases a write fails half-way. */
    @Test
    @Tag("slow")
    void ranksHearThatTheOneThatWritesHasNoRoomLeft() throws Exception {
        Path experiment = experiment(1500, 200);
        Path runs = folder.resolve("full");
        List<String> limited = List.of("/bin/bash", "-c", "ulimit -f 8192; exec \"$@\"", "bash");
        Process first = rank(0, "127.0.0.1", limited, "train", experiment.toString(), "--runs=" + runs);
        Process second = rank(1, "127.0.0.1", List.of(), "train", experiment.toString(), "--runs=" + runs);
        assertEnds(first, 0, 1);
        assertEnds(second, 1, 1);
        assertThat(said(0)).contains("cannot be written to").doesNotContain("\tat ");
        assertThat(said(1)).contains("rank 0").contains("cannot be written to").doesNotContain("\tat ");
        assertThat(CheckpointFolder.list(RunFolder.list(runs).get(0).checkpoints()))
                .isEmpty();
    }
}
