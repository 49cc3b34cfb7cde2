package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
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
        assertThat(said()).contains("Test: ").doesNotContain("warning").doesNotContain("[rank 1] Run");
        RunFolder whole = RunFolder.list(runs("one")).get(0);
        assertThat(Files.readAllBytes(begun.model())).isEqualTo(Files.readAllBytes(whole.model()));
        assertThat(begun.history().evaluations()).isEqualTo(whole.history().evaluations());
    }

    @Test
    void aRankThatIsKilledIsNamedAndNothingIsLeftRunning() throws Exception {
        isNamedAndNothingIsLeftRunning("KILL");
    }

    /** One that is stopped is there, and says nothing. */
    @Test
    @Tag("slow")
    void aRankThatIsStoppedIsNamedAndNothingIsLeftRunning() throws Exception {
        isNamedAndNothingIsLeftRunning("STOP");
    }

    private void isNamedAndNothingIsLeftRunning(String signal) throws Exception {
        Process launched = start(
                Map.of("PCN4J_RANK_PATIENCE", "2"),
                "launch",
                "--ranks=2",
                "--threads=1",
                "train",
                experiment(100_000).toString(),
                "--runs=" + runs("killed"));
        awaitCheckpoint(runs("killed"), this::said);
        Optional<ProcessHandle> second = launched.children()
                .filter(child -> child.info().commandLine().orElse("").contains("train"))
                .reduce((first, last) -> last);
        assertThat(second).isPresent();
        Process sent = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(second.get().pid()))
                .start();
        assertThat(sent.waitFor()).isZero();
        assertThat(launched.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(launched.exitValue()).as(said()).isNotZero();
        assertThat(said())
                .containsPattern(
                        "rank [01] (has not been heard of for 2 s: it was killed or stopped, or is cut off|is gone)");
        assertThat(launched.children()).isEmpty();
        assertThat(second.get().isAlive()).isFalse();
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
