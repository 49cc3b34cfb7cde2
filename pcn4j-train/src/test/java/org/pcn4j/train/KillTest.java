package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.checkpoint.CheckpointFolder;

/** A training whose process is killed again and again, by a signal that it never hears of. */
class KillTest {
    private static final int MOST_UPDATES = 8;
    private static final TrainingListener SILENT = new TrainingListener() {};

    @TempDir
    private Path dir;

    private static List<String> command(Recipe recipe, Path folder, int epochs) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTrainer.class.getName(),
                recipe.name(),
                folder.toString(),
                Integer.toString(epochs));
    }

    private static Process start(Recipe recipe, Path folder, int epochs) throws IOException {
        return new ProcessBuilder(command(recipe, folder, epochs))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Makes sure that a folder holds the end of a training that was never interrupted nor prepared batches ahead. */
    private void assertEnded(Path folder, Recipe recipe, int epochs) throws Exception {
        Path other = Files.createDirectory(dir.resolve("uninterrupted"));
        KilledTrainer.train(
                recipe,
                other,
                (parameters, optimizer) ->
                        recipe.trainer().withBatchesAhead(0).train(parameters, optimizer, Recipe.TRAIN, epochs));
        assertThat(folder.resolve(KilledTrainer.END)).hasSameBinaryContentAs(other.resolve(KilledTrainer.END));
    }

    private void assertKillsChangeNothing(Recipe recipe, int kills, int epochs) throws Exception {
        SplittableRandom random = new Seed(kills).generator();
        Path folder = Files.createDirectory(dir.resolve("killed"));
        for (int kill = 0; kill < kills; kill++) {
            Process process = start(recipe, folder, epochs);
            // Some are killed before they have come far enough to write anything.
            process.getInputStream().readNBytes(1 + random.nextInt(MOST_UPDATES));
            long moment = System.nanoTime() + random.nextInt(3_000_000);
            while (System.nanoTime() < moment) {
                Thread.onSpinWait();
            }
            kill(process);
        }
        KilledTrainer.resume(recipe, folder, epochs, SILENT);
        assertEnded(folder, recipe, epochs);
    }

    private static void kill(Process process) throws InterruptedException {
        assertThat(process.isAlive()).as("not over yet").isTrue();
        process.destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void threeKillsChangeNoBit() throws Exception {
        assertKillsChangeNothing(Recipe.ALL, 3, 8);
    }

    @ParameterizedTest
    @EnumSource(Recipe.class)
    @DisabledOnOs(OS.WINDOWS)
    @Tag("slow")
    void fiftyKillsChangeNoBit(Recipe recipe) throws Exception {
        assertKillsChangeNothing(recipe, 50, 80);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aKillWhileACheckpointIsWrittenLeavesTheOneBefore() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("killed"));
        Path run = Files.createDirectory(folder.resolve("run"));
        boolean halfWritten = false;
        for (int attempt = 0; attempt < 5 && !halfWritten; attempt++) {
            Process process = start(Recipe.LARGE, folder, 3);
            awaitSecondWriting(run);
            kill(process);
            try (Stream<Path> files = Files.list(run)) {
                halfWritten = files.anyMatch(file -> file.toString().endsWith(".tmp"));
            }
            assertThat(CheckpointFolder.list(run)).isNotEmpty();
        }
        assertThat(halfWritten).isTrue();
        KilledTrainer.resume(Recipe.LARGE, folder, 3, SILENT);
        assertEnded(folder, Recipe.LARGE, 3);
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    /** The first one goes through, so that something has changed each time. */
    private static void awaitSecondWriting(Path run) throws IOException, InterruptedException {
        try (WatchService watch = run.getFileSystem().newWatchService()) {
            run.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            int begun = 0;
            while (begun < 2) {
                WatchKey key = watch.poll(60, TimeUnit.SECONDS);
                assertThat(key).as("something is written").isNotNull();
                for (WatchEvent<?> event : key.pollEvents()) {
                    begun += String.valueOf(event.context()).endsWith(".tmp") ? 1 : 0;
                }
                key.reset();
            }
        }
    }

    /** A limit on the size of files stands in for a disk that is full: in both cases a write fails half-way. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aDiskThatIsFullIsToldInOneLineAndTheLastCheckpointStays() throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        Path folder = Files.createDirectory(dir.resolve("full"));
        KilledTrainer.resume(Recipe.LARGE, folder, 1, SILENT);
        List<Path> before = CheckpointFolder.list(folder.resolve("run"));
        assertThat(before).isNotEmpty();
        assertThat(Files.size(before.get(0))).isGreaterThan(2 << 20);
        List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", "ulimit -f 1024; exec \"$@\"", "bash"));
        command.addAll(command(Recipe.LARGE, folder, 2));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(KilledTrainer.REFUSED);
        assertThat(said)
                .isEqualTo("uuthe checkpoint of update 10 cannot be written to '" + folder.resolve("run")
                        + "', where older ones are as they were: File too large\n");
        assertThat(CheckpointFolder.list(folder.resolve("run"))).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder.resolve("run"))) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
        KilledTrainer.resume(Recipe.LARGE, folder, 2, SILENT);
        assertEnded(folder, Recipe.LARGE, 2);
    }
}
