package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.checkpoint.Checkpoint;
import org.pcn4j.train.checkpoint.CheckpointFolder;

/** What a training that goes on from a checkpoint must have in common with one that was never interrupted. */
class ResumeTest {
    private static final int UPDATES_PER_EPOCH = 8;

    @TempDir
    private Path dir;

    /** What a training ends with. */
    private record Ended(Training training, Parameters parameters, Map<String, Tensor> state, List<String> heard)
            implements AutoCloseable {
        @Override
        public void close() {
            parameters.close();
            state.values().forEach(Tensor::close);
        }
    }

    /** How training is begun or gone on with. */
    private interface Way {
        Training train(Trainer trainer, Parameters parameters, Optimizer optimizer);
    }

    private static Ended ended(Recipe recipe, Trainer trainer, Way way) {
        return ended(recipe, trainer, recipe.optimizer(), way);
    }

    private static Ended ended(Recipe recipe, Trainer trainer, Optimizer made, Way way) {
        List<String> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void resumed(Progress progress, Path checkpoint) {
                heard.add("resumed " + progress.updates());
            }

            @Override
            public void warned(String warning) {
                heard.add(warning);
            }
        };
        Parameters parameters = recipe.network().initialize(new Seed(1), DType.FLOAT32);
        try (Optimizer optimizer = made) {
            Training training = way.train(trainer.withListener(listener), parameters, optimizer);
            return new Ended(training, parameters, optimizer.state(), heard);
        } catch (Throwable e) {
            parameters.close();
            throw e;
        }
    }

    private static Way anew(int epochs) {
        return (trainer, parameters, optimizer) -> trainer.train(parameters, optimizer, Recipe.TRAIN, epochs);
    }

    private static Way on(int epochs) {
        return (trainer, parameters, optimizer) -> trainer.resume(parameters, optimizer, Recipe.TRAIN, epochs);
    }

    private Checkpoints checkpoints() {
        return Checkpoints.in(dir.resolve("run")).withEvery(Length.updates(3), Length.epochs(1));
    }

    private List<String> files() throws IOException {
        return CheckpointFolder.list(dir.resolve("run")).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private static Trainer stoppedAfter(Trainer trainer, long updates) {
        long[] done = {0};
        return trainer.withListener(new TrainingListener() {
                    @Override
                    public void updated(Progress progress, double loss) {
                        done[0] = progress.updates();
                    }
                })
                .withStop(() -> done[0] == updates);
    }

    private static void assertSame(Ended one, Ended other) {
        assertThat(one.training()).isEqualTo(other.training());
        assertThat(Divergence.between(one.parameters(), other.parameters())
                        .all()
                        .bitwiseEqual())
                .isTrue();
        for (int i = 0; i < one.parameters().buffers().size(); i++) {
            assertThat(one.parameters()
                            .buffers()
                            .get(i)
                            .isEqualTo(other.parameters().buffers().get(i)))
                    .isTrue();
        }
        assertThat(one.state().keySet()).isEqualTo(other.state().keySet());
        one.state()
                .forEach((name, tensor) -> assertThat(tensor.isEqualTo(
                                Objects.requireNonNull(other.state().get(name))))
                        .as(name)
                        .isTrue());
    }

    @ParameterizedTest
    @EnumSource(Recipe.class)
    void aTrainingThatWasStoppedTwiceEndsWithTheBitsOfOneThatWasNot(Recipe recipe) throws IOException {
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        try (Ended whole = ended(recipe, recipe.trainer(), anew(3));
                Ended first = ended(recipe, stoppedAfter(kept, 5), anew(3));
                Ended second = ended(recipe, stoppedAfter(kept, 14), on(3));
                Ended last = ended(recipe, kept.withBatchesAhead(0), on(3))) {
            assertThat(first.training().end()).isEqualTo(Training.End.STOPPED);
            assertThat(second.heard()).containsExactly("resumed 5");
            assertThat(last.heard()).containsExactly("resumed 14");
            assertThat(Divergence.between(first.parameters(), last.parameters())
                            .all()
                            .bitwiseEqual())
                    .isFalse();
            assertSame(whole, last);
            assertThat(whole.training().evaluations()).hasSize(3);
        }
    }

    @Test
    void aTrainingThatIsOverIsNotGoneOnWith() {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        try (Ended whole = ended(recipe, kept, anew(2));
                Ended again = ended(recipe, kept, on(2))) {
            assertThat(again.heard()).containsExactly("resumed 16");
            assertSame(whole, again);
        }
    }

    @Test
    void aTrainingThatHasLostPatienceStaysSo() {
        Recipe recipe = Recipe.PLAIN;
        // Patience is lost where training is stopped: after the evaluation, before anything else.
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints()).withPatience(1);
        try (Ended first = ended(recipe, kept, new Sgd(1e-30), anew(9));
                Ended again = ended(recipe, kept, new Sgd(1e-30), on(9))) {
            assertThat(first.training().end()).isEqualTo(Training.End.NO_LONGER_BETTER);
            assertThat(again.training()).isEqualTo(first.training());
        }
    }

    @Test
    void aTrainingMayGoOnForLongerIfItsRatesDoNotDependOnItsLength() {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        try (Ended whole = ended(recipe, recipe.trainer(), anew(3));
                Ended shorter = ended(recipe, kept, anew(1));
                Ended longer = ended(recipe, kept, on(3))) {
            assertThat(longer.training().progress().updates()).isEqualTo(3 * UPDATES_PER_EPOCH);
            assertSame(whole, longer);
            assertThat(shorter.training().progress().updates()).isEqualTo(UPDATES_PER_EPOCH);
            assertRefused(recipe, kept, on(2), "it is 24 updates far, but this training is to end after 16");
        }
        Recipe cosine = Recipe.CLIPPED_COSINE;
        Trainer other = cosine.trainer().withCheckpoints(Checkpoints.in(dir.resolve("cosine")));
        ended(cosine, other, anew(1)).close();
        assertRefused(
                cosine, other, on(3), "the schedule had other learning rates until then, for 8 updates and not 24");
    }

    private static void assertRefused(Recipe recipe, Trainer trainer, Way way, String reason) {
        assertRefused(recipe, trainer, recipe.optimizer(), way, reason);
    }

    private static void assertRefused(Recipe recipe, Trainer trainer, Optimizer optimizer, Way way, String reason) {
        assertThatThrownBy(() -> ended(recipe, trainer, optimizer, way))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("training cannot resume from '")
                .hasMessageEndingWith("': " + reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatWouldTakeAnotherCourseIsRefusedInOneLine() {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        Trainer other = recipe.trainer().withCheckpoints(Checkpoints.in(dir.resolve("other")));
        ended(recipe, kept, anew(1)).close();
        assertRefused(recipe, kept.withBatchSize(20), on(3), "the batch size was 25 and is 20");
        assertRefused(recipe, kept, new Adam(0.001), on(3), "the optimizer's arithmetic was none and is libtorch");
        assertRefused(recipe, kept, new Sgd(0.2), on(3), "the optimizer's learning rate was 0.1 and is 0.2");
        assertRefused(recipe, kept.withClippedNorm(1), on(3), "the clipped norm was none and is 1.0");
        assertRefused(recipe, kept.withClippedValues(1), on(3), "the clipped value was none and is 1.0");
        assertRefused(
                recipe,
                kept.withRate(RateSchedule.steps(5, 0.5)),
                on(1),
                "the schedule had other learning rates until then");
        ended(recipe, stoppedAfter(other, 5), anew(3)).close();
        assertRefused(
                recipe,
                other.withRate(RateSchedule.steps(10, 0.5)),
                on(3),
                "the schedule had other learning rates from then on");
        Trainer lambda = recipe.trainer()
                .withRate((update, updates) -> update < 10 ? 1 : 2)
                .withCheckpoints(Checkpoints.in(dir.resolve("lambda")));
        ended(recipe, stoppedAfter(lambda, 5), anew(3)).close();
        assertRefused(
                recipe,
                lambda.withRate((update, updates) -> update < 10 ? 1 : 3),
                on(3),
                "the schedule had other learning rates from then on");
        ended(recipe, lambda.withRate((update, updates) -> update < 10 ? 1 : 2), on(3))
                .close();
    }

    @Test
    void aCheckpointAsksTheScheduleForWhatIsDoneHoweverManyUpdatesArePlanned() {
        Recipe recipe = Recipe.PLAIN;
        for (long planned : List.of(75_000_000L, Long.MAX_VALUE)) {
            long[] asked = {0};
            RateSchedule counted = new RateSchedule() {
                @Override
                public double factor(long update, long updates) {
                    asked[0]++;
                    return 1;
                }

                @Override
                public Optional<String> description() {
                    return Optional.of("counted");
                }
            };
            RateSchedule function = (update, updates) -> counted.factor(update, updates);
            for (RateSchedule rate : List.of(counted, function)) {
                Path folder = dir.resolve(planned + rate.description().orElse("function"));
                Trainer kept = recipe.trainer()
                        .withRate(rate)
                        .withCheckpoints(Checkpoints.in(folder).withEvery(Length.updates(1)));
                Way way = (trainer, parameters, optimizer) ->
                        trainer.resume(parameters, optimizer, Recipe.TRAIN, Length.updates(planned));
                asked[0] = 0;
                ended(recipe, stoppedAfter(kept, 5), way).close();
                // Once to learn and once to be remembered; of a function besides a thousand a checkpoint to compare.
                assertThat(asked[0]).isEqualTo(10 + (rate == function ? 5 * 1000 : 0));
                asked[0] = 0;
                ended(recipe, stoppedAfter(kept, 7), way).close();
                assertThat(asked[0]).isEqualTo(5 + 4 + (rate == function ? 3 * 1000 : 0));
            }
        }
    }

    @Test
    void aCheckpointOfVersion010WhichKnewAllRatesByAChecksumIsGoneOnWith() throws IOException {
        Recipe recipe = Recipe.MOMENTUM_STEPS;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        ended(recipe, stoppedAfter(kept, 5), anew(3)).close();
        Path file = CheckpointFolder.list(dir.resolve("run")).get(0);
        try (Checkpoint now = Checkpoint.read(file)) {
            Map<String, String> texts = new TreeMap<>(now.texts());
            texts.compute(
                    "rates",
                    (name, json) -> String.valueOf(json).replaceFirst(",\"rest\":\"[^\"]*\"", ",\"all\":\"12345678\""));
            assertThat(texts.get("rates")).matches("\\{\"updates\":24,\"past\":\"[0-9a-f]{8}\",\"all\":\"12345678\"}");
            new Checkpoint(now.update(), now.network(), now.optimizer(), texts).write(file);
        }
        try (Ended whole = ended(recipe, recipe.trainer(), anew(3));
                Ended last = ended(recipe, kept, on(3))) {
            assertThat(last.heard()).containsExactly("resumed 5");
            assertSame(whole, last);
        }
    }

    @Test
    void theSameSamplesInAnotherOrderAreOthers() {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        ended(recipe, kept, anew(1)).close();
        Samples reversed = Recipe.reversed();
        assertThatThrownBy(() -> ended(
                        recipe,
                        kept,
                        (trainer, parameters, optimizer) -> trainer.resume(parameters, optimizer, reversed, 3)))
                .hasMessageMatching(
                        ".*': the checksum of the first and the last batch was [0-9a-f]{8} and is" + " [0-9a-f]{8}");
    }

    @Test
    void anotherNetworkIsRefusedByTheNodeThatDiffers() {
        ended(Recipe.PLAIN, Recipe.PLAIN.trainer().withCheckpoints(checkpoints()), anew(1))
                .close();
        Trainer other = Recipe.trainer(Recipe.DROPOUT.network()).withCheckpoints(checkpoints());
        assertThatThrownBy(() -> ended(Recipe.DROPOUT, other, Recipe.PLAIN.optimizer(), on(1)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("': the network had the node '")
                .hasMessageNotContaining("\n");
    }

    @Test
    void otherThreadsAreToldAndNotRefused() {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        Threads before = Threads.current();
        try {
            new Threads(1, 1).use();
            ended(recipe, kept, anew(1)).close();
            Threads.forShards(2).use();
            try (Ended last = ended(recipe, kept, on(2))) {
                assertThat(last.heard())
                        .containsExactly(
                                "the last bits may differ from those of a training that was never interrupted: threads"
                                        + " was '1+1 threads' and is '2 workers'",
                                "resumed 8");
            }
        } finally {
            before.use();
        }
    }

    @Test
    void aDamagedCheckpointIsToldAndTheOneBeforeItTaken() throws IOException {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints().withLast(2));
        try (Ended whole = ended(recipe, recipe.trainer(), anew(3))) {
            ended(recipe, stoppedAfter(kept, 14), anew(3)).close();
            assertThat(files()).startsWith("checkpoint-00000014.safetensors", "checkpoint-00000012.safetensors");
            flip(dir.resolve("run").resolve("checkpoint-00000014.safetensors"));
            try (Ended last = ended(recipe, stoppedAfter(kept, 13), on(3))) {
                assertThat(last.heard()).hasSize(2);
                assertThat(last.heard().get(0))
                        .startsWith("a checkpoint cannot be read and the one before it is taken, if there is one: ")
                        .contains("checkpoint-00000014.safetensors: it is damaged: its contents have the checksum ")
                        .doesNotContain("\n");
                assertThat(last.heard().get(1)).isEqualTo("resumed 12");
            }
            // The damaged one does not count among those that stay, and is replaced when its update comes again.
            assertThat(files())
                    .startsWith(
                            "checkpoint-00000014.safetensors",
                            "checkpoint-00000013.safetensors",
                            "checkpoint-00000012.safetensors");
            try (Ended last = ended(recipe, kept, on(3))) {
                assertSame(whole, last);
            }
        }
    }

    @Test
    void whereAllCheckpointsAreDamagedNothingBegins() throws IOException {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        ended(recipe, kept, anew(1)).close();
        for (Path file : CheckpointFolder.list(dir.resolve("run"))) {
            Files.write(file, new byte[20]);
        }
        assertThatThrownBy(() -> ended(recipe, kept, on(2)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("no checkpoint in '" + dir.resolve("run") + "' can be read, of 2");
    }

    /** Changes one bit of the last number, which no header tells of. */
    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void theLastOnesAndTheBestOneStay() throws IOException {
        Recipe recipe = Recipe.PLAIN;
        // The second evaluation is the best: after that the rate does nothing but harm.
        Trainer kept = recipe.trainer()
                .withRate((update, updates) -> update < 2 * UPDATES_PER_EPOCH ? 1 : 100)
                .withCheckpoints(Checkpoints.in(dir.resolve("run")).withEvery(Length.updates(7)));
        try (Ended whole = ended(recipe, kept, anew(5))) {
            List<Double> losses = whole.training().evaluations().stream()
                    .map(Evaluation::loss)
                    .toList();
            assertThat(losses).hasSize(5);
            assertThat(Collections.min(losses)).isEqualTo(losses.get(1));
            assertThat(files())
                    .containsExactly(
                            "checkpoint-00000040.safetensors",
                            "checkpoint-00000035.safetensors",
                            "checkpoint-00000016.safetensors");
        }
    }

    @Test
    void aTrainingThatBeginsDoesNotMixItsCheckpointsWithOthers() throws IOException {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        ended(recipe, kept, anew(1)).close();
        List<String> before = files();
        assertThatThrownBy(() -> ended(recipe, kept, anew(1)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the folder '" + dir.resolve("run")
                        + "' holds checkpoints already: resume their training, or choose another folder");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void whatWasLeftBehindByAKilledProcessIsDeletedAndNothingElse() throws IOException {
        Path run = Files.createDirectories(dir.resolve("run"));
        Path left = run.resolve("checkpoint-00000003.safetensors.0c1d1a94-8d5f-4f0a-9a3e-0d2a4c1b5e6f.tmp");
        Path foreign = run.resolve("notes.tmp");
        Files.write(left, new byte[3]);
        Files.write(foreign, new byte[3]);
        try (Ended begun = ended(Recipe.PLAIN, Recipe.PLAIN.trainer().withCheckpoints(checkpoints()), on(1))) {
            assertThat(begun.heard()).isEmpty();
            assertThat(left).doesNotExist();
            assertThat(foreign).exists();
        }
    }

    @Test
    void aFolderThatCannotBeOneIsToldInOneLine() throws IOException {
        Path file = Files.write(dir.resolve("file"), new byte[1]);
        Trainer kept = Recipe.PLAIN.trainer().withCheckpoints(Checkpoints.in(file));
        assertThatThrownBy(() -> ended(Recipe.PLAIN, kept, anew(1)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("checkpoints cannot be written to the folder '" + file
                        + "': there is already a file or folder '" + file + "'");
        assertThatThrownBy(() -> ended(Recipe.PLAIN, Recipe.PLAIN.trainer(), on(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a training can be resumed only with checkpoints");
    }

    @Test
    void aFolderThatMayNoLongerBeWrittenToEndsTrainingAndKeepsWhatItHas() throws IOException {
        Path probe = Files.createDirectory(dir.resolve("probe"));
        assumeThat(probe.toFile().setWritable(false)).isTrue();
        assumeThat(Files.isWritable(probe))
                .as("the user may write where nobody may")
                .isFalse();
        Path run = dir.resolve("run");
        List<Path> kept = new ArrayList<>();
        Trainer trainer = Recipe.PLAIN.trainer().withCheckpoints(checkpoints()).withListener(new TrainingListener() {
            @Override
            public void saved(Progress progress, Path checkpoint) {
                kept.add(checkpoint);
                assertThat(run.toFile().setWritable(false)).isTrue();
            }
        });
        try {
            assertThatThrownBy(() -> ended(Recipe.PLAIN, trainer, anew(3)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("the folder '" + run + "' cannot be written to");
            assertThat(CheckpointFolder.list(run)).isEqualTo(kept);
        } finally {
            assertThat(run.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void twoTrainingsDoNotShareAFolder() throws IOException {
        try (CheckpointFolder taken = CheckpointFolder.open(dir.resolve("run"))) {
            Trainer kept = Recipe.PLAIN.trainer().withCheckpoints(checkpoints());
            assertThatThrownBy(() -> ended(Recipe.PLAIN, kept, anew(1)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("checkpoints cannot be written to the folder '" + taken
                            + "': another training keeps its checkpoints there");
        }
    }

    @Test
    void aCheckpointThatCannotBeWrittenEndsTrainingAndTheOthersStay() throws IOException {
        Recipe recipe = Recipe.PLAIN;
        Trainer kept = recipe.trainer().withCheckpoints(checkpoints());
        ended(recipe, stoppedAfter(kept, 5), anew(1)).close();
        List<String> before = files();
        // A folder stands where the next one is to be.
        Path inTheWay = Files.createDirectories(dir.resolve("run/checkpoint-00000006.safetensors/inner"));
        assertThatThrownBy(() -> ended(recipe, kept, on(1)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the checkpoint of update 6 cannot be written to '" + dir.resolve("run")
                        + "', where older ones are as they were: ")
                .hasMessageNotContaining("\n");
        Files.move(inTheWay.getParent(), dir.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(files()).isEqualTo(before);
        try (Stream<Path> all = Files.list(dir.resolve("run"))) {
            assertThat(all).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
        try (Ended whole = ended(recipe, recipe.trainer(), anew(1));
                Ended last = ended(recipe, kept, on(1))) {
            assertSame(whole, last);
        }
    }

    @Test
    void parametersThatAreNoLongerNumbersDoNotTakeThePlaceOfGoodOnes() throws IOException {
        // Inference that diverges spoils the parameters in an update that begins with a finite loss.
        RuleSchedule rules = RuleSchedule.of(new Rule.Scheduled(ZeroDivergence.schedule()))
                .then(Length.updates(4), new Rule.Scheduled(InferenceLearning.schedule(200, 50)));
        Trainer kept = Trainer.of(Recipe.PLAIN.network(), rules)
                .withBatchSize(25)
                .withCheckpoints(checkpoints().withEvery(Length.updates(1)).withLast(1));
        assertThatThrownBy(() -> ended(Recipe.PLAIN, kept, anew(2)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("'fc1.weight' is no longer finite after update 5: a smaller learning rate may help, or a"
                        + " smaller γ (it is 50.0); no checkpoint was written of it");
        assertThat(files()).containsExactly("checkpoint-00000004.safetensors");
    }
}
