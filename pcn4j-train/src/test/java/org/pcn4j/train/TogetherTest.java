package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.RankThreads;
import org.pcn4j.RestoredThreads;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Samples;
import org.pcn4j.data.Split;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.checkpoint.CheckpointFolder;

/** Trainings by ranks. */
@ExtendWith(RestoredThreads.class)
class TogetherTest {
    private static final Seed SEED = new Seed(5);
    private static final Network NETWORK =
            Models.mlp(Shape.of(1, 28, 28), List.of(16), new Tanh(), 10, new CrossEntropy());
    private static final Split<LabeledImages> DIGITS = Digits.generate(1, 60, 20);
    private static final Rule ZIL = new Rule.Scheduled(ZeroDivergence.schedule());

    private static LabeledImages digits() {
        return DIGITS.train();
    }

    private static Trainer trainer() {
        return Trainer.of(NETWORK, ZIL).withBatchSize(20).withSeed(SEED).withValidation(DIGITS.test());
    }

    private static List<double[]> trained(Trainer trainer, int epochs, boolean resumes) {
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                Optimizer optimizer = new Adam(0.01)) {
            if (resumes) {
                trainer.resume(parameters, optimizer, digits(), epochs);
            } else {
                trainer.train(parameters, optimizer, digits(), epochs);
            }
            return parameters.tensors().stream().map(Tensor::toDoubles).toList();
        }
    }

    /** Rank 0 alone has a folder, in which one process of as many workers has begun. */
    @Test
    void ranksGoOnWhereOneProcessEndedAndEndWithItsBits(@TempDir Path folder) throws Exception {
        Threads.forShards(2).use();
        List<double[]> expected = trained(trainer().withCheckpoints(Checkpoints.in(folder.resolve("whole"))), 4, true);
        Path half = folder.resolve("half");
        List<double[]> begun = trained(trainer().withCheckpoints(Checkpoints.in(half)), 2, true);
        assertThat(begun.get(0)).isNotEqualTo(expected.get(0));
        Threads.forShards(1).use();
        List<List<double[]>> ends = RankThreads.run(
                2,
                group -> trained(
                        group.rank() == 0
                                ? trainer().withRanks(group).withCheckpoints(Checkpoints.in(half))
                                : trainer().withRanks(group),
                        4,
                        group.rank() == 0));
        for (List<double[]> end : ends) {
            for (int i = 0; i < expected.size(); i++) {
                assertThat(end.get(i)).isEqualTo(expected.get(i));
            }
        }
        assertThat(CheckpointFolder.list(half)).isNotEmpty();
    }

    private static String complaint(ProcessGroup group, Trainer trainer) {
        try {
            trained(trainer.withRanks(group), 1, false);
            return "trained";
        } catch (TrainingException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void otherSettingsAreNamedByEveryRank() throws Exception {
        Threads.forShards(1).use();
        List<String> said = RankThreads.run(
                2,
                group -> complaint(
                        group, group.rank() == 0 ? trainer() : trainer().withSeed(new Seed(6))));
        assertThat(said.get(1))
                .startsWith(
                        "rank 1 does not train what rank 0 does: the checksum of the first and the last batch was ");
        assertThat(said.get(0)).isEqualTo("rank 1 failed: " + said.get(1));
    }

    /** The same but for the order of two in the middle. */
    private record Exchanged(Samples all) implements Samples {
        private static final int ONE = 29;

        @Override
        public String name() {
            return all.name();
        }

        @Override
        public int size() {
            return all.size();
        }

        @Override
        public String kind() {
            return all.kind();
        }

        @Override
        public Batch batch(int[] indices, DType dtype) {
            int[] exchanged = Arrays.stream(indices)
                    .map(i -> i == ONE ? ONE + 1 : i == ONE + 1 ? ONE : i)
                    .toArray();
            return all.batch(exchanged, dtype);
        }
    }

    /** A checkpoint looks at the first batch and the last alone. */
    @Test
    void anotherSampleInTheMiddleIsToldByEveryRank() throws Exception {
        Threads.forShards(1).use();
        List<String> said = RankThreads.run(2, group -> {
            Samples samples = group.rank() == 0 ? digits() : new Exchanged(digits());
            try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                    Optimizer optimizer = new Adam(0.01)) {
                trainer().withRanks(group).train(parameters, optimizer, samples, 1);
                return "trained";
            } catch (TrainingException e) {
                return String.valueOf(e.getMessage());
            }
        });
        assertThat(said.get(0))
                .startsWith("the ranks differ in samples to train on: rank 0 has 60 28x28 images in 10 classes with"
                        + " checksum ")
                .isEqualTo(said.get(1));
    }

    @Test
    void whereARankFailsTheOthersSayWhy() throws Exception {
        Threads.forShards(1).use();
        List<String> said = RankThreads.run(2, group -> {
            TrainingListener failing = new TrainingListener() {
                @Override
                public void updated(Progress progress, double loss) {
                    if (group.rank() == 1 && progress.updates() == 2) {
                        throw new TrainingException("No space left on device");
                    }
                }
            };
            return complaint(group, trainer().withListener(failing));
        });
        assertThat(said).containsExactly("rank 1 failed: No space left on device", "No space left on device");
    }

    /** All end after the same update. */
    @Test
    void whenOneIsAskedToStopAllStop() throws Exception {
        Threads.forShards(1).use();
        int[] asked = new int[1];
        List<Long> ends = RankThreads.run(2, group -> {
            try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                    Optimizer optimizer = new Adam(0.01)) {
                return trainer()
                        .withRanks(group)
                        .withStop(() -> group.rank() == 1 && ++asked[0] == 4)
                        .train(parameters, optimizer, digits(), 100)
                        .progress()
                        .updates();
            }
        });
        assertThat(ends).containsOnly(4L);
    }

    @Test
    void aFolderIsRankZerosMatterAlone(@TempDir Path folder) throws Exception {
        Threads.forShards(1).use();
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertThatThrownBy(() -> RankThreads.run(
                        1, group -> trained(trainer().withRanks(group).withCheckpoints(Checkpoints.in(file)), 1, true)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("checkpoints cannot be written to the folder");
        assertThat(Files.isRegularFile(file)).isTrue();
    }
}
