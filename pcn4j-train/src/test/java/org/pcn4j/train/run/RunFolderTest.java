package org.pcn4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.data.Digits;
import org.pcn4j.tensor.Shape;

class RunFolderTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:51:00Z");
    private static final Provenance PROVENANCE = new Provenance(
            Map.of("pcn4j", "0.1.0"),
            Optional.of("0123456789012345678901234567890123456789"),
            Optional.of(true),
            List.of("pcn4j", "train", "a b.yaml"),
            7,
            Map.of("train", "3 samples"),
            "1+2 threads",
            Optional.of("fused (vector, 16 lanes)"),
            Map.of("platform", "linux-x86_64"),
            NOW,
            Optional.empty(),
            Optional.empty(),
            List.of());

    @TempDir
    Path folder;

    private RunFolder create(String experiment) {
        return RunFolder.create(folder.resolve("runs"), experiment, NOW, "seed: 7\n", PROVENANCE);
    }

    @Test
    void aRunIsNamedByTimeAndExperimentAndKeepsItsSettingsAndProvenance() {
        RunFolder run = create("digits");
        assertThat(run.name()).isEqualTo("20261126-035100-digits");
        assertThat(run.settings()).isEqualTo("seed: 7\n");
        assertThat(run.provenance()).isEqualTo(PROVENANCE);
        assertThat(run.checkpoints()).isEmptyDirectory();
        assertThat(run.history()).isEqualTo(RunHistory.of(List.of()));
        assertThat(RunFolder.open(run.path())).isEqualTo(run);
    }

    @Test
    void noRunIsEverOverwritten() {
        assertThat(List.of(create("x").name(), create("x").name(), create("x").name()))
                .containsExactly("20261126-035100-x", "20261126-035100-x-2", "20261126-035100-x-3");
    }

    @Test
    void namesStayWithinTheFolderWhateverTheExperimentIsCalled() {
        for (String hostile : List.of("../../etc", "/tmp/x", "a\\b", "..", "", "\u0000", "x".repeat(500), "CON: *?")) {
            RunFolder run = create(hostile);
            assertThat(run.path().getParent()).isEqualTo(folder.resolve("runs"));
            assertThat(run.name()).matches("20261126-035100-[A-Za-z0-9._-]{1,63}");
        }
    }

    @Test
    void runsAreListedByNameAndOtherFoldersPassedOver() throws IOException {
        RunFolder b = create("b");
        RunFolder a = create("a");
        Files.createDirectory(folder.resolve("runs/other"));
        assertThat(RunFolder.list(folder.resolve("runs"))).containsExactly(a, b);
        assertThat(RunFolder.list(folder.resolve("nothing"))).isEmpty();
    }

    @Test
    void whatIsNoRunIsRefused() {
        assertThatThrownBy(() -> RunFolder.open(folder))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("is not the folder of a run: it has no experiment.yaml");
    }

    @Test
    void aDamagedProvenanceIsRefusedInOneLine() throws IOException {
        RunFolder run = create("x");
        Files.writeString(run.path().resolve("provenance.json"), "{\"seed\": [1,\n");
        assertThatThrownBy(run::provenance)
                .isInstanceOf(RunException.class)
                .hasMessageContaining("provenance.json' is damaged")
                .hasMessageNotContaining("\n");
    }

    @Test
    void provenanceThatBeginsHereNamesVersionsAndMachineAndEnds() {
        Provenance begun = Provenance.begin(List.of("x"), 3, Map.of(), NOW);
        assertThat(begun.versions()).containsKeys("pcn4j", "libtorch", "Java");
        assertThat(begun.versions().get("libtorch")).startsWith("2.");
        assertThat(begun.machine()).containsKeys("platform", "processors", "memory");
        assertThat(begun.ended()).isEmpty();
        RunFolder run = create("x");
        Provenance ended = begun.ended(NOW.plusSeconds(5), "complete");
        run.write(ended);
        assertThat(run.provenance()).isEqualTo(ended);
        assertThat(ended.resumed()).isEqualTo(begun);
    }

    @Test
    void theDigestOfDataDependsOnEveryNumberAndNotOnTheShape() {
        var digits = Digits.generate(1, 20, 10).train();
        String digest = DataDigest.of(digits);
        assertThat(digest).matches("20 samples, float64 sha256 [0-9a-f]{64}");
        assertThat(DataDigest.of(digits.as(Shape.of(784)))).isEqualTo(digest);
        assertThat(DataDigest.of(Digits.generate(2, 20, 10).train())).isNotEqualTo(digest);
        assertThat(DataDigest.of(digits.subset(0, 19))).isNotEqualTo(digest);
    }

    @Test
    void theCommitIsReadFromLooseAndPackedReferencesAndWorktrees() throws IOException {
        String first = "a".repeat(40);
        String second = "b".repeat(40);
        Path git = folder.resolve("repository/.git");
        Files.createDirectories(git.resolve("refs/heads"));
        Path within = Files.createDirectories(folder.resolve("repository/deep/inside"));
        assertThat(GitCommit.of(within)).isEmpty();
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        assertThat(GitCommit.of(within)).isEmpty();
        Files.writeString(git.resolve("packed-refs"), "# pack-refs\n" + second + " refs/heads/main\n");
        assertThat(GitCommit.of(within)).contains(second);
        Files.writeString(git.resolve("refs/heads/main"), first + "\n");
        assertThat(GitCommit.of(within)).contains(first);
        Path tree = Files.createDirectories(git.resolve("worktrees/other"));
        Files.writeString(tree.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(tree.resolve("commondir"), "../..\n");
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve(".git"), "gitdir: " + tree + "\n");
        assertThat(GitCommit.of(other)).contains(first);
        Files.writeString(git.resolve("HEAD"), second + "\n");
        assertThat(GitCommit.of(within)).contains(second);
    }

    @Test
    void provenanceOfVersion010IsReadAndGoesOnWithAHistory() throws IOException {
        RunFolder run = create("x");
        Files.writeString(run.path().resolve("provenance.json"), """
                {"versions":{"pcn4j":"0.1.0"},"commit":null,"command":["pcn4j"],"seed":7,"data":{},"threads":"1",
                "machine":{},"started":"2026-11-26T03:51:00Z","ended":"2026-11-26T03:52:00Z","end":"complete"}
                """);
        Provenance old = run.provenance();
        assertThat(old.clean()).isEmpty();
        assertThat(old.stretches()).isEmpty();
        assertThat(old.time()).isEqualTo(Duration.ofMinutes(1));
        Instant later = NOW.plusSeconds(3600);
        Provenance on = old.resumed(Stretch.begin(later, 20, List.of("pcn4j", "train"), Map.of("epochs", "2 → 4")))
                .ended(later.plusSeconds(30), "complete");
        run.write(on);
        assertThat(run.provenance()).isEqualTo(on);
        assertThat(on.stretches()).hasSize(2);
        assertThat(on.time()).as("without the interruption").isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aRunThatFailedSaysWhyAndOneThatBrokeOffHasNotFailed() {
        RunFolder run = create("x");
        assertThat(run.failure()).isEmpty();
        run.write(PROVENANCE.failed(NOW, "the loss is NaN"));
        assertThat(run.failure()).contains("the loss is NaN");
        assertThat(run.provenance().end()).contains("failed: the loss is NaN");
        run.write(PROVENANCE.brokenOff(NOW, "the disk is full"));
        assertThat(run.failure()).isEmpty();
        assertThat(run.provenance().end()).contains("broke off: the disk is full");
    }

    private static void git(Path folder, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        // A commit that is made by a hook of Git must not reach this repository.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        assertThat(builder.start().waitFor()).as(String.join(" ", command)).isZero();
    }

    @Test
    void whetherTheWorkingTreeIsCleanIsAskedOfGit() throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        assumeThat(GitState.isThere(environment)).as("git is on the path").isTrue();
        Path repository = Files.createDirectories(folder.resolve("repository"));
        Path within = Files.createDirectories(repository.resolve("deep"));
        assertThat(GitState.of(within, environment)).isEqualTo(new GitState(Optional.empty(), Optional.empty()));
        git(repository, "init", "-q");
        assertThat(GitState.of(within, environment)).isEqualTo(new GitState(Optional.empty(), Optional.empty()));
        Path file = Files.writeString(repository.resolve("file"), "one");
        git(repository, "add", "file");
        git(repository, "commit", "-q", "-m", "x");
        assertThat(GitState.of(within, environment).clean()).contains(true);
        assertThat(GitState.of(within, environment).commit()).isPresent();
        Files.writeString(repository.resolve("runs"), "what Git does not track is no change");
        assertThat(GitState.of(within, environment).clean()).contains(true);
        Files.writeString(file, "two");
        assertThat(GitState.of(within, environment).clean()).contains(false);
        git(repository, "add", "file");
        assertThat(GitState.of(within, environment).clean()).contains(false);
        assertThat(GitState.of(within, Map.of("PATH", "/no/such/place")).clean())
                .as("Git is not there")
                .isEmpty();
        assertThat(GitState.of(within, Map.of("PATH", "/no/such/place")).commit())
                .isPresent();
    }
}
