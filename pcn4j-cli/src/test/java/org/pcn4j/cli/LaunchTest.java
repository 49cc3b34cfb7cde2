package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.run.RunFolder;

/** Ranks that are started as processes of this machine. */
@DisabledOnOs(OS.WINDOWS)
class LaunchTest {
    private static final int PATIENCE_SECONDS = 90;

    @TempDir
    private Path folder = Path.of("");

    private Path experiment(int epochs) throws IOException {
        return Files.writeString(folder.resolve("small.yaml"), String.format(Locale.ROOT, """
                model: {name: mlp, hidden: [32]}
                data: {name: digits, train: 300, test: 40, validation: 0.1}
                batch: 24
                epochs: %d
                checkpoint: {every: 5}
                """, epochs));
    }

    private Path runs(String name) {
        return folder.resolve(name);
    }

    private Process start(Map<String, String> environment, String... args) throws IOException {
        ProcessBuilder builder = ProcessTest.builder(folder.resolve("out"), List.of(), args);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    /** One process of two threads. */
    private void alone(String... args) throws Exception {
        Process process = start(Map.of("OMP_NUM_THREADS", "2"), args);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said()).isZero();
    }

    @Test
    void twoRanksEndWithTheBitsOfOneProcessAndGoOnWithWhatItBegan() throws Exception {
        Path experiment = experiment(2);
        alone("train", experiment.toString(), "--runs=" + runs("one"));
        alone("train", experiment.toString(), "--runs=" + runs("two"), "--set=epochs=1");
        RunFolder begun = RunFolder.list(runs("two")).get(0);
        Process launched = start(
                Map.of(),
                "launch",
                "--ranks=2",
                "--threads=1",
                "train",
                "--resume",
                begun.path().toString(),
                "--set=epochs=2");
        assertThat(launched.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(launched.exitValue()).as(said()).isZero();
        assertThat(said())
                .contains("Test: ")
                .doesNotContain("warning")
                .doesNotContain("[Gloo]")
                .doesNotContain("[rank 1] Run");
        RunFolder whole = RunFolder.list(runs("one")).get(0);
        assertThat(Files.readAllBytes(begun.model())).isEqualTo(Files.readAllBytes(whole.model()));
        assertThat(begun.history().evaluations()).isEqualTo(whole.history().evaluations());
    }

    @Test
    void aRankThatIsKilledIsNamedAndNothingIsLeftRunning() throws Exception {
        isNamedAndNothingIsLeftRunning("KILL", 1);
    }

    /** All meet at rank 0. */
    @Test
    @Tag("slow")
    void soIsRankZero() throws Exception {
        isNamedAndNothingIsLeftRunning("KILL", 0);
    }

    /** One that is stopped is there, and says nothing. */
    @Test
    @Tag("slow")
    void aRankThatIsStoppedIsNamedAndNothingIsLeftRunning() throws Exception {
        isNamedAndNothingIsLeftRunning("STOP", 1);
    }

    /** Starts a training that has no end within a test, and waits until it has begun. */
    private Process launched(Path runs) throws Exception {
        Process launched = start(
                Map.of("PCN4J_RANK_PATIENCE", "2"),
                "launch",
                "--ranks=2",
                "--threads=1",
                "train",
                experiment(100_000).toString(),
                "--runs=" + runs);
        awaitCheckpoint(runs, this::said);
        return launched;
    }

    /** Returns the processes of the ranks, by their number. */
    private static List<ProcessHandle> ranks(Process launched) {
        List<ProcessHandle> ranks = launched.children()
                .filter(child -> child.info().commandLine().orElse("").contains("train"))
                .sorted(Comparator.comparing(ProcessHandle::pid))
                .toList();
        assertThat(ranks).hasSize(2);
        return ranks;
    }

    private static void send(String signal, ProcessHandle process) throws Exception {
        Process sent = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(sent.waitFor()).isZero();
    }

    private static void assertNoneIsLeft(List<ProcessHandle> ranks) throws Exception {
        for (ProcessHandle rank : ranks) {
            rank.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(rank.isAlive()).isFalse();
        }
    }

    private void isNamedAndNothingIsLeftRunning(String signal, int rank) throws Exception {
        Process launched = launched(runs("killed"));
        List<ProcessHandle> ranks = ranks(launched);
        send(signal, ranks.get(rank));
        assertThat(launched.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(launched.exitValue()).as(said()).isEqualTo(1);
        assertThat(told())
                .as(said())
                .hasSize(1)
                .first()
                .asString()
                .matches((rank == 0 ? "\\[rank 1\\] " : "") + "pcn4j train: rank " + rank
                        + " (has not been heard of for 2 s: it was killed or stopped, or is cut off|is gone, where the"
                        + " ranks meet .*) \\(--debug tells more\\)");
        assertThat(launched.children()).isEmpty();
        assertNoneIsLeft(ranks);
    }

    /** Returns what was said but for the progress. */
    private List<String> told() throws IOException {
        return said().lines()
                .filter(line -> !line.matches("(Run|Arithmetic:|update|epoch|WARNING|\\[rank 1\\] WARNING) ?.*"))
                .toList();
    }

    @Test
    @Tag("slow")
    void ctrlCEndsAllRanksAfterTheSameUpdateAndIsNoFailure() throws Exception {
        Process launched = launched(runs("interrupted"));
        List<ProcessHandle> ranks = ranks(launched);
        send("INT", launched.toHandle());
        assertThat(launched.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(launched.exitValue()).as(said()).isEqualTo(130);
        assertThat(told()).as(said()).hasSize(1).first().asString().startsWith("Interrupted after update ");
        assertNoneIsLeft(ranks);
    }

    @Test
    @Tag("slow")
    void ranksEndWithTheLauncher() throws Exception {
        Process launched = launched(runs("orphans"));
        List<ProcessHandle> ranks = ranks(launched);
        send("KILL", launched.toHandle());
        assertNoneIsLeft(ranks);
    }

    /** It was killed while the rank was starting. */
    @Test
    void aRankWhoseLauncherIsGoneEndsAtOnce() throws Exception {
        Process launcher = new ProcessBuilder("true").start();
        assertThat(launcher.waitFor()).isZero();
        Process rank = start(
                Map.of(
                        "RANK", "1",
                        "WORLD_SIZE", "2",
                        "MASTER_ADDR", "127.0.0.1",
                        "MASTER_PORT", Integer.toString(Rendezvous.freePort()),
                        "PCN4J_PARENT", Long.toString(launcher.pid())),
                "train",
                experiment(1).toString());
        assertThat(rank.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(rank.exitValue()).isEqualTo(1);
        assertThat(said())
                .contains("pcn4j train: the process " + launcher.pid() + " that started this rank has ended")
                .hasLineCount(1);
    }

    @Test
    void theExitCodeSaysWhatWasTheMatterWithTheRanks() {
        assertThat(LaunchCommand.code(List.of(0, 0))).isZero();
        // Killed, and those who are left.
        assertThat(LaunchCommand.code(List.of(1, 137))).isEqualTo(1);
        assertThat(LaunchCommand.code(List.of(137, 1))).isEqualTo(1);
        assertThat(LaunchCommand.code(List.of(0, 134))).isEqualTo(1);
        assertThat(LaunchCommand.code(List.of(1, 2))).isEqualTo(2);
        // One was asked to end, and all have.
        assertThat(LaunchCommand.code(List.of(130, 143))).isEqualTo(130);
        assertThat(LaunchCommand.code(List.of(130, 130))).isEqualTo(130);
    }

    /** Else rank 0 would be ended while it writes its last checkpoint, however long that takes. */
    @Test
    void aRankThatWasAskedToEndStartsNoGrace() {
        assertThat(List.of(0, 130, 143)).noneMatch(LaunchCommand::hasFailed);
        assertThat(List.of(1, 2, 134, 137)).allMatch(LaunchCommand::hasFailed);
    }

    /** Nothing has been trained that one could go on with. */
    @Test
    @Tag("slow")
    void ranksThatDoNotTrainTheSameLeaveNoFolder() throws Exception {
        String port = Integer.toString(Rendezvous.freePort());
        List<Process> ranks = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            ranks.add(start(
                    Map.of(
                            "RANK",
                            Integer.toString(rank),
                            "WORLD_SIZE",
                            "2",
                            "MASTER_ADDR",
                            "127.0.0.1",
                            "MASTER_PORT",
                            port,
                            "OMP_NUM_THREADS",
                            Integer.toString(rank + 1),
                            "PCN4J_RANK_PATIENCE",
                            "2"),
                    "train",
                    experiment(1).toString(),
                    "--runs=" + runs("refused")));
        }
        for (Process rank : ranks) {
            assertThat(rank.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(rank.exitValue()).isEqualTo(1);
        }
        assertThat(RunFolder.list(runs("refused"))).isEmpty();
        assertThat(runs("refused")).isEmptyDirectory();
    }

    /**
     * Waits until the only run of a folder has a checkpoint.
     *
     * @param said what the processes that train say, where there is none in time
     */
    static void awaitCheckpoint(Path runs, Callable<String> said) throws Exception {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < patience) {
            List<RunFolder> all = Files.exists(runs) ? RunFolder.list(runs) : List.of();
            if (!all.isEmpty()
                    && !CheckpointFolder.list(all.get(0).checkpoints()).isEmpty()) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no checkpoint was written: " + said.call());
    }

    @Test
    void misuseIsToldInOneLine() {
        Stream.of(
                        List.of("'compare' is not done by ranks: expected train", "launch", "--ranks=2", "compare"),
                        List.of("--ranks is 0: expected at least 1", "launch", "--ranks=0", "train", "x.yaml"),
                        List.of("--threads is 0", "launch", "--ranks=2", "--threads=0", "train", "x.yaml"),
                        List.of("missing required option", "launch", "train", "x.yaml"))
                .forEach(words -> {
                    Ran ran = Ran.pcn4j(words.subList(1, words.size()).toArray(String[]::new));
                    assertThat(ran.code()).isEqualTo(2);
                    assertThat(ran.err()).contains(words.get(0)).hasLineCount(1);
                });
    }

    @Test
    void anEnvironmentThatSaysHalfIsMisuse() throws Exception {
        Process process =
                start(Map.of("WORLD_SIZE", "2"), "train", experiment(1).toString());
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(said())
                .contains("WORLD_SIZE is set and RANK, MASTER_ADDR and MASTER_PORT are not: expected all of RANK,"
                        + " WORLD_SIZE, MASTER_ADDR and MASTER_PORT");
    }
}
