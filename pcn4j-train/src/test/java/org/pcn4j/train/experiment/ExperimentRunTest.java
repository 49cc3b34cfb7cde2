package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.RankThreads;
import org.pcn4j.train.Progress;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingException;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.run.Metric;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.Stretch;
import org.pcn4j.train.settings.SettingsException;

/** Runs that go on, for longer than they were to, and what a run says of its end. */
class ExperimentRunTest {
    private static final String SMALL = """
            model: {name: mlp, hidden: [12]}
            data: {name: digits, train: 120, test: 20, validation: 0.2}
            batch: 16
            threads: 1
            """;

    @TempDir
    private Path folder;

    /** Trainings of 6 updates an epoch, and how they become longer. */
    private enum Recipe {
        PLAIN("epochs: 2\n", "epochs=4"),
        STEPS(
                "epochs: 2\noptimizer: {name: sgd, momentum: 0.9}\nschedule: {name: steps, every: 7, factor: 0.5}\n",
                "epochs=5"),
        RULE_CHANGES("epochs: 2\nchanges: [{after: 1, rule: {name: il, steps: 4}}]\ndtype: float64\n", "epochs=4"),
        UPDATES("updates: 8\npatience: 3\n", "updates=21"),
        EPOCHS_TO_UPDATES("epochs: 1\npatience: 2\n", "updates=15"),
        UPDATES_TO_EPOCHS("updates: 4\nclip: 0.5\n", "epochs=3"),
        AUGMENTED("epochs: 1\naugment: {flip: horizontal, crop: 2}\noptimizer: adamw\n", "epochs=3");

        private final String settings;
        private final String change;

        Recipe(String settings, String change) {
            this.settings = settings;
            this.change = change;
        }
    }

    private Experiment experiment(String more, String... overrides) {
        return Experiment.read(SMALL + more, List.of(overrides));
    }

    private ExperimentRun begin(Experiment experiment) throws InterruptedException {
        return ExperimentRun.begin(
                folder.resolve("runs"), "x", experiment.prepare(PreparedTest.NOWHERE), List.of("pcn4j", "train"));
    }

    private static ExperimentRun open(RunFolder run, String... changes) throws InterruptedException {
        return ExperimentRun.open(
                run, List.of(changes), List.of("pcn4j", "train", "again"), new LastData(PreparedTest.NOWHERE));
    }

    private static ExperimentRun stoppedAfter(ExperimentRun run, long updates) {
        long[] done = {0};
        return run.withListener(new TrainingListener() {
                    @Override
                    public void updated(Progress progress, double loss) {
                        done[0] = progress.updates();
                    }
                })
                .withStop(() -> done[0] == updates);
    }

    private static List<Metric> timeless(RunFolder run) {
        List<Metric> metrics = new ArrayList<>(run.history().evaluations());
        metrics.addAll(run.history().probes());
        run.history()
                .updates()
                .forEach(each -> metrics.add(
                        new Updated(each.update(), each.epoch(), each.loss(), each.rate(), OptionalDouble.empty())));
        return metrics;
    }

    private static void assertSame(RunFolder one, RunFolder other) throws IOException {
        assertThat(Files.mismatch(one.model(), other.model())).isEqualTo(-1);
        assertThat(one.result()).isPresent().isEqualTo(other.result());
        assertThat(one.settings()).isEqualTo(other.settings());
        assertThat(timeless(one)).isEqualTo(timeless(other));
        Path last = CheckpointFolder.list(one.checkpoints()).get(0);
        assertThat(last.getFileName())
                .isEqualTo(CheckpointFolder.list(other.checkpoints()).get(0).getFileName());
        // Parameters, optimizer, evaluations and all that determines the course.
        assertThat(Files.mismatch(
                        last, CheckpointFolder.list(other.checkpoints()).get(0)))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Recipe.class)
    void aRunThatGoesOnForLongerEndsWithTheBitsOfOneThatWasAsLongFromTheBeginning(Recipe recipe)
            throws IOException, InterruptedException {
        RunFolder shorter = begin(experiment(recipe.settings)).folder();
        open(shorter).run();
        assertThat(shorter.result()).isPresent();
        String before = shorter.settings();
        ExperimentRun longer = open(shorter, recipe.change);
        assertThat(shorter.settings()).as("until training goes on").isEqualTo(before);
        longer.run();
        String other = recipe == Recipe.EPOCHS_TO_UPDATES ? "epochs=none" : "updates=none";
        boolean turned = recipe == Recipe.EPOCHS_TO_UPDATES || recipe == Recipe.UPDATES_TO_EPOCHS;
        RunFolder whole = begin(
                        turned
                                ? experiment(recipe.settings, other, recipe.change)
                                : experiment(recipe.settings, recipe.change))
                .folder();
        open(whole).run();
        assertSame(shorter, whole);
    }

    @Test
    void aRunThatWasStoppedMidwayGoesOnForLongerAndItsProvenanceKeepsTheHistory()
            throws IOException, InterruptedException {
        ExperimentRun first = begin(experiment("epochs: 2\n"));
        assertThat(stoppedAfter(first, 5).run().training().end()).isEqualTo(Training.End.STOPPED);
        stoppedAfter(open(first.folder(), "epochs=3", "patience=2"), 14).run();
        assertThat(first.folder().result()).isEmpty();
        open(first.folder()).run();
        RunFolder whole = begin(experiment("epochs: 3\npatience: 2\n")).folder();
        open(whole).run();
        assertSame(first.folder(), whole);
        List<Stretch> stretches = first.folder().provenance().stretches();
        assertThat(stretches).extracting(Stretch::update).containsExactly(0L, 5L, 14L);
        assertThat(stretches)
                .extracting(each -> each.end().orElse(""))
                .containsExactly("stopped", "stopped", "complete");
        assertThat(stretches.get(0).command()).containsExactly("pcn4j", "train");
        assertThat(stretches.get(1).command()).containsExactly("pcn4j", "train", "again");
        assertThat(stretches.get(1).changed()).hasToString("{epochs=2 → 3, patience=none → 2}");
        assertThat(stretches.get(2).changed()).isEmpty();
    }

    @Test
    void aRunThatIsOverHasNoResultFromTheMomentItGoesOn() throws InterruptedException, IOException {
        RunFolder run = begin(experiment("epochs: 1\n")).folder();
        open(run).run();
        assertThat(run.result()).isPresent();
        stoppedAfter(open(run, "epochs=2"), 8).run();
        assertThat(run.result()).isEmpty();
        assertThat(run.settings()).contains("epochs: 2");
        open(run).run();
        assertThat(run.result().orElseThrow().updates()).isEqualTo(12);
        assertThat(Files.readString(run.path().resolve("result.json"))).contains("\"arithmetic\" : \"exact\"");
    }

    private static void assertRefused(RunFolder run, String change, String... words) {
        String before = run.settings();
        assertThatThrownBy(() -> open(run, change))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("\n");
        assertThat(run.settings()).isEqualTo(before);
    }

    @Test
    void whatWouldTakeAnotherCourseIsRefusedByItsKeyWithTheRemedy() throws InterruptedException {
        RunFolder run = begin(experiment("epochs: 2\n")).folder();
        open(run).run();
        String anew = "train again: pcn4j train " + run.path().resolve("experiment.yaml");
        assertRefused(
                run,
                "optimizer.lr=0.01",
                "optimizer.lr: a run resumes with the settings that it began with, but for epochs, updates, patience,"
                        + " arithmetic, reduction, checkpoint, step-guard; found 0.001 → 0.01",
                anew + " --set optimizer.lr=0.01");
        assertRefused(run, "batch=8", "batch: ", "16 → 8", anew + " --set batch=8");
        assertRefused(
                run, "changes=[{after: 1, rule: il}]", "changes", anew + " --set 'changes=[{after: 1, rule: il}]'");
        assertRefused(
                run,
                "epochs=1",
                "epochs: expected at least what '",
                "has done, 12 updates of 6 an epoch, found 1 epoch");
        assertRefused(run, "epochs=many", "epochs", "many");
        assertThat(run.result()).isPresent();
    }

    @Test
    void aCosineIsSpreadOverItsLengthAndSoCannotGoOnForLonger() throws InterruptedException {
        RunFolder run = begin(experiment("epochs: 2\nschedule: {name: cosine, warm-up: 3}\n"))
                .folder();
        open(run).run();
        assertRefused(
                run,
                "epochs=3",
                "epochs: '" + run.path()
                        + "' cannot be continued to 3 epochs: its schedule cosine spreads the learning rates"
                        + " over the whole length, and with 18 updates in place of 12 the first 12 would have had others",
                "train again: pcn4j train " + run.path().resolve("experiment.yaml")
                        + " --set updates=none --set epochs=3",
                "the schedules constant and steps can be continued");
        // What changes nothing goes on: to nothing.
        assertThat(open(run, "patience=4").run().training().progress().updates())
                .isEqualTo(12);
        assertThat(run.settings()).contains("patience: 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e30", "1e35"})
    void aRunWhoseNumbersAreNoLongerFiniteHasFailedForGood(String rate) throws InterruptedException {
        RunFolder run = begin(experiment(
                        "epochs: 2\nloss: squared-error\n",
                        "model.activation=relu",
                        "optimizer={name: sgd, lr: " + rate + "}"))
                .folder();
        assertThatThrownBy(() -> open(run).run()).isInstanceOf(TrainingException.NotFinite.class);
        assertThat(run.failure()).isPresent();
        assertThat(run.provenance().time()).isPositive();
    }

    @Test
    void aRunThatSomethingOutsideOfItStoppedHasNotFailedAndGoesOn() throws IOException, InterruptedException {
        RunFolder run = begin(experiment("epochs: 2\n")).folder();
        stoppedAfter(open(run), 5).run();
        Path inTheWay = Files.createDirectories(run.checkpoints().resolve("checkpoint-00000006.safetensors/inner"));
        assertThatThrownBy(() -> open(run).run()).isInstanceOf(TrainingException.class);
        assertThat(run.failure()).isEmpty();
        assertThat(run.provenance().end().orElseThrow()).startsWith("broke off: the checkpoint of update 6");
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        open(run).run();
        assertThat(run.provenance().end()).contains("complete");
    }

    private ExperimentRun throwing(RunFolder run, Supplier<Throwable> what) throws InterruptedException {
        return open(run).withListener(new TrainingListener() {
            @Override
            public void updated(Progress progress, double loss) {
                if (what.get() instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) what.get();
            }
        });
    }

    @Test
    void aRunThatAsksForMoreThanTheMachineHasIsNotedAsFailedAndOneWithoutRoomOnTheDiskAsBrokenOff()
            throws InterruptedException {
        for (Throwable more :
                List.of(new OutOfMemoryError("Java heap space"), new IllegalStateException("cannot allocate 9 GB"))) {
            RunFolder run = begin(experiment("epochs: 2\n")).folder();
            assertThatThrownBy(() -> throwing(run, () -> more).run()).isSameAs(more);
            assertThat(run.failure().orElseThrow())
                    .contains(more instanceof Error ? "out of memory" : "cannot allocate 9 GB");
        }
        for (RuntimeException full : List.of(
                new RunException("cannot write 'x': no space left"),
                new UncheckedIOException(new IOException("no space left")))) {
            RunFolder run = begin(experiment("epochs: 2\n")).folder();
            assertThatThrownBy(() -> throwing(run, () -> full).run()).isSameAs(full);
            assertThat(run.failure()).isEmpty();
            assertThat(run.provenance().end().orElseThrow()).startsWith("broke off: ");
            assertThat(open(run).run().test()).isPresent();
        }
    }

    @Test
    void aRunWhoseDataHaveChangedPlacesDoesNotGoOn() throws IOException, InterruptedException {
        RunFolder run = begin(experiment("epochs: 1\n")).folder();
        Path file = run.path().resolve("provenance.json");
        String exchanged = Files.readString(file)
                .replace("\"train\" : \"", "\"x\" : \"")
                .replace("\"test\" : \"", "\"train\" : \"")
                .replace("\"x\" : \"", "\"test\" : \"");
        Files.writeString(file, exchanged);
        assertThatThrownBy(() -> open(run))
                .isInstanceOf(RunException.class)
                .hasMessageContainingAll(
                        "have changed: expected train 20 samples", "found 96 samples", "train again: ");
    }

    @Test
    void aRunThatCouldNotEvenBeginIsNotedUnlessItHasAnEnd() throws IOException, InterruptedException {
        RunFolder run = begin(experiment("epochs: 1\n")).folder();
        Files.delete(run.checkpoints());
        Path inTheWay = Files.createFile(run.checkpoints());
        assertThatThrownBy(() -> open(run).run()).isInstanceOf(TrainingException.class);
        assertThat(run.provenance().end().orElseThrow()).startsWith("broke off: checkpoints cannot be written");
        Files.delete(inTheWay);
        open(run).run();
        Files.move(run.checkpoints(), run.path().resolve("elsewhere"));
        Files.createFile(run.checkpoints());
        assertThatThrownBy(() -> open(run).run()).isInstanceOf(TrainingException.class);
        assertThat(run.provenance().end()).contains("complete");
    }

    @Test
    void aRunThatAnotherTrainingHoldsIsLeftAsItIs() throws IOException, InterruptedException {
        RunFolder run = begin(experiment("epochs: 1\n")).folder();
        try (CheckpointFolder held = CheckpointFolder.open(run.checkpoints())) {
            assertThat(held.list()).isEmpty();
            assertThatThrownBy(() -> open(run, "epochs=2").run()).isInstanceOf(TrainingException.InUse.class);
        }
        assertThat(run.provenance().end()).isEmpty();
        assertThat(run.provenance().stretches()).hasSize(1);
        assertThat(run.settings()).contains("epochs: 1");
    }

    /** Nothing has been trained that one could go on with. */
    @Test
    void ofARunThatRanksRefuseNoFolderIsLeft() throws Exception {
        Path runs = folder.resolve("runs");
        List<String> said = RankThreads.run(2, group -> {
            Prepared prepared =
                    experiment("epochs: 1\nseed: " + group.rank() + "\n").prepare(PreparedTest.NOWHERE);
            try {
                if (group.rank() == 0) {
                    ExperimentRun.begin(runs, "x", prepared, List.of("pcn4j", "train"), Optional.of(group))
                            .run();
                } else {
                    RankRun.follow(prepared, group, () -> false);
                }
                return "trained";
            } catch (TrainingException e) {
                return String.valueOf(e.getMessage());
            }
        });
        // Another seed holds other samples back to validate by.
        assertThat(said).allMatch(each -> each.startsWith("the ranks differ in samples to train on: "));
        assertThat(runs).isEmptyDirectory();
    }
}
