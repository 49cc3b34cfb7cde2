package org.pcn4j.systems.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.Fixtures;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.function.Identity;
import org.pcn4j.inference.Matrix;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class AssociativeMemoryTest {
    private static final Seed SEED = new Seed(12);
    private static final Shape PATTERN = Shape.of(2, 3);
    private static final MemorySettings SMALL =
            MemorySettings.DEFAULT.withHidden(8, 8).withEpochs(40).withRate(0.01);

    /** The mask of a picture's upper part, [1, h, w]. */
    static Tensor upper(Shape shape, int part) {
        double[] known = new double[Math.toIntExact(shape.elements())];
        long plane = shape.size(1) * shape.size(2);
        for (int i = 0; i < known.length; i++) {
            known[i] = i % plane < plane / part ? 1 : 0;
        }
        return Tensor.of(DType.FLOAT32, shape, known);
    }

    private static Tensor images(LabeledImages images, int count) {
        return images.batch(IntStream.range(0, count).toArray(), DType.FLOAT32).inputs();
    }

    @Test
    void aLinearMemoryCompletesByItsClosedForm() {
        // z* = (I + W_kᵀW_k)⁻¹(b + W_kᵀs_k), and what is unknown is W_u z*.
        Matrix w = Matrix.ofW(81, 6, 4);
        MemorySettings settings = MemorySettings.DEFAULT.withHidden(4).withActivation(new Identity());
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(PATTERN, settings, SEED, DType.FLOAT64)) {
            Parameters parameters = memory.parameters();
            w.into(parameters.get("pattern.weight"));
            Matrix.u(82, 4).into(parameters.get("cause.weight"));
            parameters.get("cause.bias").mulInPlace(0);
            parameters.get("pattern.bias").mulInPlace(0);
            Tensor known = Tensor.of(DType.FLOAT64, PATTERN, 1, 1, 1, 0, 0, 0);
            Tensor corrupted =
                    Tensor.of(DType.FLOAT64, PATTERN.batched(1), Matrix.u(83, 6).numbers());
            RecallSettings exact = RecallSettings.DEFAULT.withSteps(1e-14, 5000);
            try (Recall recall = memory.recall(corrupted, known, exact)) {
                double[] found = recall.recalled().toDoubles();
                double[] expected = {-.314259993587, -.208493404394, .107040885212};
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[3 + i]).isCloseTo(expected[i], within(1e-12));
                }
                Matrix known3 = w.rows(0, 3);
                Matrix z = Matrix.identity(4)
                        .plus(known3.transposed().times(known3))
                        .solved(Matrix.u(82, 4)
                                .plus(known3.transposed().times(Matrix.u(83, 6).rows(0, 3))));
                assertThat(w.times(z).minus(Matrix.of(6, 1, (i, j) -> found[i])).norm())
                        .isLessThan(1e-12);
            }
        }
    }

    @Test
    @Timeout(60)
    void twentyGeneratedDigitsAreRecalledFromHalfOfTheirPixels() {
        recallsAllOfTwenty(Fixtures.digits(20));
    }

    @Test
    @Timeout(60)
    void twentyMnistImagesAreRecalledFromHalfOfTheirPixels() {
        assumeThat(Fixtures.mnist()).isPresent();
        recallsAllOfTwenty(Fixtures.mnist().orElseThrow());
    }

    private static void recallsAllOfTwenty(LabeledImages from) {
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope();
                AssociativeMemory memory =
                        AssociativeMemory.of(from.shape(), MemorySettings.DEFAULT.withEpochs(30), new Seed(1))) {
            Tensor images = images(from, 20);
            Stored stored = memory.store(images);
            assertThat(stored.energy()).isLessThan(0.5);
            assertThat(stored.step().orElseThrow().isBeyond()).isFalse();
            try (Recall recall = memory.recall(images, upper(from.shape(), 2))) {
                assertThat(recall.success(images, 0.001)).isEqualTo(1);
                assertThat(recall.rounds()).hasSize(1);
                List<Double> energies = recall.rounds().get(0).energies();
                assertThat(energies.get(energies.size() - 1)).isLessThan(energies.get(0));
                assertThat(recall.recalled().shape()).isEqualTo(images.shape());
            }
            try (Recall blank = memory.recall(images, upper(from.shape(), 28))) {
                assertThat(blank.success(images, 0.001)).isLessThan(0.5); // one blank row says nothing
            }
        }
    }

    @Test
    void patternsWithNoiseOnThemAreCleaned() {
        LabeledImages from = Fixtures.digits(10);
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(
                        from.shape(), MemorySettings.DEFAULT.withHidden(64, 64).withEpochs(60), new Seed(1))) {
            Tensor images = images(from, 10);
            memory.store(images);
            Tensor corrupted = images.add(new Seed(2).normal(DType.FLOAT32, images.shape(), 0, 0.2));
            try (Recall recall = memory.denoise(corrupted, RecallSettings.DEFAULT.withSteps(1e-3, 200))) {
                assertThat(recall.success(images, 0.005)).isEqualTo(1);
            }
        }
    }

    @Test
    void whatIsUnknownCountsForNothingAndNoParameterChanges() {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(PATTERN, SMALL, SEED)) {
            memory.store(SEED.normal(DType.FLOAT32, PATTERN.batched(3), 0, 1));
            Tensor known = Tensor.of(DType.FLOAT32, PATTERN, 1, 0, 1, 1, 0, 0);
            Tensor one = Tensor.of(DType.FLOAT32, PATTERN.batched(1), .3, 7, -.5, .1, 9, Double.NaN);
            Tensor other = Tensor.of(DType.FLOAT32, PATTERN.batched(1), .3, 0, -.5, .1, 0, 0);
            try (Parameters before = memory.parameters().copy();
                    Recall first = memory.recall(one, known);
                    Recall second = memory.recall(other, known)) {
                assertThat(first.recalled().isEqualTo(second.recalled())).isTrue();
                for (int i = 0; i < before.tensors().size(); i++) {
                    assertThat(before.tensors()
                                    .get(i)
                                    .isEqualTo(memory.parameters().tensors().get(i)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void patternsInAnotherCompanyAreRecalledAlike() {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(PATTERN, SMALL, SEED, DType.FLOAT64)) {
            Tensor patterns = SEED.normal(DType.FLOAT64, PATTERN.batched(3), 0, 1);
            memory.store(patterns);
            Tensor known = Tensor.of(DType.FLOAT64, PATTERN, 1, 1, 1, 1, 0, 0);
            RecallSettings fixed =
                    RecallSettings.DEFAULT.withGamma(0.05).withMomentum(0).withSteps(1e-12, 2000);
            try (Recall all = memory.recall(patterns, known, fixed);
                    Recall alone = memory.recall(patterns.narrow(0, 1, 1), known, fixed)) {
                double[] expected = all.recalled().narrow(0, 1, 1).toDoubles();
                assertThat(alone.recalled().toDoubles()).containsExactly(expected, within(1e-9));
            }
        }
    }

    @Test
    void theGuardLowersAStepThatIsTooLargeAndStoringGoesOn() {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(
                        PATTERN, SMALL.withStoring(IncrementalPredictiveCoding.schedule(10, 5)), SEED)) {
            Stored stored = memory.store(SEED.normal(DType.FLOAT32, PATTERN.batched(3), 0, 1));
            assertThat(stored.step().orElseThrow().gamma()).isLessThan(2);
            assertThat(stored.step().orElseThrow().isBeyond()).isFalse();
            assertThat(stored.energy()).isLessThan(stored.energies().get(0));
        }
    }

    @Test
    void aGivenStepThatIsTooLargeEndsWithTheGuardsLine() {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(PATTERN, SMALL, SEED)) {
            Tensor patterns = SEED.normal(DType.FLOAT32, PATTERN.batched(2), 0, 1);
            memory.store(patterns);
            Tensor known = Tensor.of(DType.FLOAT32, PATTERN, 1, 1, 1, 1, 0, 0);
            assertThatThrownBy(() -> memory.recall(patterns, known, RecallSettings.DEFAULT.withGamma(8)))
                    .isInstanceOf(MemoryException.class)
                    .hasMessageMatching(
                            "the energy of a pattern grew from \\S+ to \\S+ while recalling: γλ is \\S+, and"
                                    + " values converge only below 3.80; the largest safe γ is \\S+");
            assertThatThrownBy(() -> AssociativeMemory.of(
                                    PATTERN,
                                    SMALL.withStep(StepChoice.AS_GIVEN).withStoring(InferenceLearning.schedule(60, 8)),
                                    SEED)
                            .store(patterns))
                    .isInstanceOf(MemoryException.class)
                    .hasMessageContaining("while storing: γλ is");
        }
    }

    /** Storing by ipc takes its first steps in the first epoch, which is itself beyond all measure then. */
    @ParameterizedTest
    @ValueSource(doubles = {3, 5, 50})
    void aGivenStepThatDivergesInTheFirstEpochIsNoMeasureOfTheOthers(double gamma) {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(
                        PATTERN,
                        SMALL.withStep(StepChoice.AS_GIVEN)
                                .withStoring(IncrementalPredictiveCoding.schedule(20, gamma)),
                        SEED)) {
            assertThatThrownBy(() -> memory.store(SEED.uniform(DType.FLOAT32, PATTERN.batched(3), 0, 1)))
                    .isInstanceOf(MemoryException.class)
                    .hasMessageMatching(
                            "the energy of a pattern grew from \\S+ to \\S+ while storing: γλ is \\S+, and values converge"
                                    + " only below 2\\.00; the largest safe γ is \\S+");
        }
    }

    @Test
    void aSinglePatternAndOneStoredAgainAreNoGrowth() {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(PATTERN, SMALL, SEED)) {
            Tensor pattern = SEED.uniform(DType.FLOAT32, PATTERN.batched(1), 0, 1);
            assertThat(memory.store(pattern).energy()).isLessThan(0.01);
            assertThat(memory.store(pattern).energy()).isLessThan(0.01);
        }
    }

    @Test
    void aPatternThatWasNotStoredHasALargeMisfitThoughTheLastRoundLeavesLittle() {
        LabeledImages from = Fixtures.digits(12);
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(
                        from.shape(), MemorySettings.DEFAULT.withHidden(64, 64).withEpochs(60), new Seed(1))) {
            Tensor images = images(from, 12);
            Stored stored = memory.store(images.narrow(0, 0, 10).contiguous());
            Tensor asked = images.narrow(0, 8, 4).contiguous(); // two that were stored, two that were not
            try (Recall recall = memory.denoise(asked, RecallSettings.DEFAULT.withSteps(1e-3, 200))) {
                assertThat(recall.rounds()).hasSize(5);
                for (Recall.Round round : recall.rounds()) {
                    assertThat(round.energies().get(round.energies().size() - 1))
                            .isLessThan(round.energies().get(0));
                }
                List<Double> misfits = recall.rounds().get(0).misfits();
                assertThat(misfits.subList(0, 2)).allMatch(misfit -> misfit < 3 * stored.energy());
                assertThat(misfits.subList(2, 4)).allMatch(misfit -> misfit > 10 * stored.energy());
                assertThat(recall.rounds().get(4).misfits()).allMatch(misfit -> misfit < misfits.get(2) / 3);
            }
            try (Recall recall = memory.recall(asked, upper(from.shape(), 2))) {
                List<Double> misfits = recall.rounds().get(0).misfits();
                assertThat(misfits.subList(0, 2)).allMatch(misfit -> misfit < 3 * stored.energy());
                assertThat(misfits.subList(2, 4)).allMatch(misfit -> misfit > 10 * stored.energy());
            }
        }
    }

    @Test
    void badPatternsAndMasksAreRefusedInALine() {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(PATTERN, SMALL, SEED)) {
            Tensor patterns = SEED.normal(DType.FLOAT32, PATTERN.batched(2), 0, 1);
            Tensor all = Tensor.full(DType.FLOAT32, PATTERN, 1);
            assertThatThrownBy(() -> memory.store(Tensor.full(DType.FLOAT32, PATTERN.batched(0), 1)))
                    .hasMessage("there is no pattern to store, expected at least one of [2, 3]");
            assertThatThrownBy(() -> memory.store(Tensor.full(DType.FLOAT32, Shape.of(2, 3, 2), 1)))
                    .hasMessage("the patterns have the shape [2, 3, 2], expected [2, 3] after the number of patterns");
            assertThatThrownBy(() -> memory.store(Tensor.full(DType.FLOAT32, PATTERN.batched(1), Double.NaN)))
                    .hasMessage("the patterns hold NaN or infinite numbers, expected finite ones");
            assertThatThrownBy(() -> memory.recall(patterns, Tensor.full(DType.FLOAT32, Shape.of(3, 2), 1)))
                    .hasMessageContaining("the mask has the shape [3, 2]");
            assertThatThrownBy(() -> memory.recall(patterns, Tensor.full(DType.FLOAT32, PATTERN.batched(3), 1)))
                    .hasMessage("the mask is of 3 patterns, expected one of [2, 3] or 2 of them");
            assertThatThrownBy(() -> memory.recall(patterns, Tensor.full(DType.FLOAT32, PATTERN, 0.5)))
                    .hasMessage("the mask holds 0.5, expected 1 where a pattern is known, else 0");
            assertThatThrownBy(() -> memory.recall(patterns, Tensor.full(DType.FLOAT32, PATTERN, 0)))
                    .hasMessage("nothing is known of pattern 0 (counted from 0): its mask is all zeros");
            assertThatThrownBy(() -> memory.recall(Tensor.full(DType.FLOAT32, PATTERN.batched(1), 1.0 / 0), all))
                    .hasMessage("what is known holds NaN or infinite numbers, expected finite ones");
            assertThatThrownBy(() -> SMALL.withHidden())
                    .hasMessage("a memory has at least one layer of at least 1 unit above its patterns, not []");
            assertThatThrownBy(() -> RecallSettings.DEFAULT.withRounds(0))
                    .hasMessage("there must be at least 1 round of recall, not 0");
            try (Recall recall = memory.recall(patterns, all)) {
                assertThatThrownBy(() -> recall.errors(all))
                        .hasMessage("the originals have the shape [2, 3], expected [2, 2, 3]");
            }
        }
    }

    @Test
    void aListenerHearsEachEpochAndEndsStoring() {
        try (TensorScope scope = new TensorScope();
                AssociativeMemory memory = AssociativeMemory.of(PATTERN, SMALL, SEED)) {
            Tensor patterns = SEED.normal(DType.FLOAT32, PATTERN.batched(2), 0, 1);
            List<Integer> heard = new ArrayList<>();
            Stored stored = memory.store(patterns, (epoch, of, energy) -> {
                heard.add(epoch);
                return epoch < 3;
            });
            assertThat(heard).containsExactly(1, 2, 3);
            assertThat(stored.energies()).hasSize(3);
        }
    }

    @Test
    void patternsThatAreTheSameAreFound() {
        try (TensorScope scope = new TensorScope()) {
            Tensor patterns = Tensor.of(DType.FLOAT32, Shape.of(5, 2), 1, 2, 3, 4, 1, 2, 1, 3, 1, 2);
            assertThat(Duplicates.among(patterns)).containsExactly(new Duplicates(0, 2), new Duplicates(0, 4));
        }
    }

    @Test
    void aHopfieldNetworkRecallsTheMostSimilarOfAFewPatterns() {
        try (TensorScope scope = new TensorScope()) {
            Tensor patterns = Tensor.of(DType.FLOAT64, Shape.of(2, 4), 1, 0, 1, 0, 0, 1, 0, 1);
            try (HopfieldMemory memory = HopfieldMemory.of(patterns, 20, 1);
                    Recall recall = memory.recall(patterns, Tensor.of(DType.FLOAT64, Shape.of(4), 1, 1, 0, 0))) {
                assertThat(Arrays.stream(recall.errors(patterns)).max().orElseThrow())
                        .isLessThan(1e-15);
            }
            // One step is X softmax(β Xᵀξ): with β = 1 and ξ = (1, 0, 0, 0) the weights are e : 1.
            try (HopfieldMemory memory = HopfieldMemory.of(patterns, 1, 1);
                    Recall recall = memory.denoise(Tensor.of(DType.FLOAT64, Shape.of(1, 4), 1, 0, 0, 0))) {
                assertThat(recall.recalled().toDoubles()[0]).isCloseTo(Math.E / (1 + Math.E), within(1e-15));
            }
        }
    }

    @Test
    void anAutoencoderHasPatternsAsFixedPoints() {
        try (TensorScope scope = new TensorScope();
                AutoencoderMemory memory = AutoencoderMemory.of(
                        PATTERN, SMALL.withHidden(32, 32).withRecalling(RecallSettings.DEFAULT.withRounds(20)), SEED)) {
            Tensor patterns = SEED.normal(DType.FLOAT32, PATTERN.batched(3), 0, 1);
            Stored stored = memory.store(patterns, 0.003, 1500);
            assertThat(stored.energy()).isLessThan(1e-4);
            Tensor known = Tensor.of(DType.FLOAT32, PATTERN, 1, 1, 1, 1, 1, 0);
            try (Recall whole = memory.denoise(patterns);
                    Recall part = memory.recall(patterns, known)) {
                assertThat(whole.success(patterns, 1e-3)).isEqualTo(1);
                assertThat(part.success(patterns, 0.01)).isGreaterThan(0.5);
            }
        }
    }
}
