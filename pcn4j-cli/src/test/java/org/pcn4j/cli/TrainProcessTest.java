package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.run.RunFolder;

/** A training that is interrupted from outside. */
@DisabledOnOs(OS.WINDOWS)
class TrainProcessTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final int EPOCHS = 3;

    @TempDir
    private Path folder = Path.of("");

    private Path runs() {
        return folder.resolve("runs");
    }

    private Path experiment(int epochs) throws IOException {
        return Files.writeString(folder.resolve("small.yaml"), String.format(Locale.ROOT, """
                model: {name: mlp, hidden: [64]}
                data: {name: digits, train: 2000, test: 40, validation: 0.1}
                batch: 16
                epochs: %d
                threads: 1
                checkpoint: {every: 50}
                """, epochs));
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.pcn4j.cli.Main"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    /** Waits until some checkpoint has been written. */
    private void awaitCheckpoint() throws IOException, InterruptedException {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < patience) {
            List<RunFolder> all = RunFolder.list(runs());
            if (!all.isEmpty()
                    && !CheckpointFolder.list(all.get(0).checkpoints()).isEmpty()) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no checkpoint was written: " + Files.readString(folder.resolve("out")));
    }

    private static void interrupt(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    @Test
    void onCtrlCTheUpdateIsFinishedAndSavedAndTheRestEndsWithTheBitsOfAnUninterruptedRun()
            throws IOException, InterruptedException {
        Path experiment = experiment(EPOCHS);
        Process process = start("train", experiment.toString(), "--runs=" + runs());
        awaitCheckpoint();
        boolean ignored = ProcessTest.isInterruptIgnored();
        interrupt(process, ignored ? "-TERM" : "-INT");
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(folder.resolve("out"));
        assertThat(process.exitValue()).as(said).isEqualTo(ignored ? 143 : 130);
        assertThat(said).contains("Interrupted after update ").contains("--resume");
        RunFolder run = RunFolder.list(runs()).get(0);
        assertThat(run.provenance().end()).contains("stopped");
        assertThat(run.model()).doesNotExist();
        Ran rest = Ran.pcn4j("train", "--resume", run.path().toString());
        assertThat(rest.code()).as(rest.err()).isZero();
        Ran whole = Ran.pcn4j("train", experiment.toString(), "--runs=" + folder.resolve("other"));
        assertThat(whole.code()).as(whole.err()).isZero();
        RunFolder other = RunFolder.list(folder.resolve("other")).get(0);
        assertThat(Files.readAllBytes(run.model())).isEqualTo(Files.readAllBytes(other.model()));
        assertThat(run.history().evaluations()).isEqualTo(other.history().evaluations());
    }

    @Test
    void onASecondCtrlCTheProcessEndsAtOnceAndTheLastCheckpointIsWhole() throws IOException, InterruptedException {
        assumeFalse(ProcessTest.isInterruptIgnored(), "this process ignores Ctrl-C, and so does what it starts");
        Process process = start("train", experiment(100_000).toString(), "--runs=" + runs());
        awaitCheckpoint();
        interrupt(process, "-INT");
        interrupt(process, "-INT");
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        RunFolder run = RunFolder.list(runs()).get(0);
        Ran evaluated = Ran.pcn4j("evaluate", run.path().toString());
        assertThat(evaluated.code()).as(evaluated.err()).isZero();
    }
}
