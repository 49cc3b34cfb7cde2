package org.pcn4j.systems.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.ShapeException;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Sgd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Memories of sequences (Tang, Barron and Bogacz 2023). */
class SequenceMemoryTest {
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor gaussian(int frames, int width) {
        return new Seed(9).normal(DType.FLOAT64, Shape.of(frames, width), 0, 1);
    }

    private static Tensor first(Tensor sequence) {
        return sequence.select(0, 0);
    }

    /** From zero weights, errors are the frames themselves: ΔW = Σ xₜ xₜ₋₁ᵀ, here over the number of steps. */
    @Test
    void theFirstUpdateIsTheAsymmetricHopfieldNetworks() {
        Tensor sequence = gaussian(6, 4);
        try (SequenceMemory learned = new SequenceMemory(4, DType.FLOAT64);
                SequenceMemory hopfield = new SequenceMemory(4, DType.FLOAT64);
                Sgd sgd = new Sgd(5)) {
            assertThat(learned.store(sequence, 1, sgd)).isPositive();
            hopfield.storeByProducts(sequence);
            assertThat(learned.weight().toDoubles())
                    .containsExactly(hopfield.weight().toDoubles(), within(1e-12));
        }
    }

    @Test
    void independentFramesAreRecalledExactlyUpToTheirWidth() {
        for (int steps : new int[] {3, 8}) {
            Tensor sequence = gaussian(steps + 1, 8);
            try (SequenceMemory memory = new SequenceMemory(8, DType.FLOAT64)) {
                memory.storeByLeastSquares(sequence);
                assertThat(memory.recall(first(sequence), steps).toDoubles())
                        .containsExactly(
                                sequence.narrow(0, 1, steps).contiguous().toDoubles(), within(1e-6));
            }
        }
        Tensor long12 = gaussian(13, 8);
        try (SequenceMemory memory = new SequenceMemory(8, DType.FLOAT64)) {
            memory.storeByLeastSquares(long12);
            Tensor error = memory.recall(first(long12), 1).sub(long12.narrow(0, 1, 1));
            assertThat(error.mul(error).sum().item())
                    .as("more frames than the width")
                    .isGreaterThan(0.01);
        }
    }

    @Test
    void learningComesToWhatLeastSquaresAnswer() {
        Tensor sequence = gaussian(5, 12);
        try (SequenceMemory learned = new SequenceMemory(12, DType.FLOAT64);
                SequenceMemory solved = new SequenceMemory(12, DType.FLOAT64);
                Sgd sgd = new Sgd(0.2)) {
            assertThat(learned.store(sequence, 4000, sgd)).isLessThan(1e-20);
            solved.storeByLeastSquares(sequence);
            assertThat(learned.weight().toDoubles())
                    .as("from zero, gradients stay in the span of what was seen: the least of all solutions")
                    .containsExactly(solved.weight().toDoubles(), within(1e-8));
            assertThat(learned.recall(first(sequence), 4).toDoubles())
                    .containsExactly(sequence.narrow(0, 1, 4).contiguous().toDoubles(), within(1e-7));
        }
    }

    /** Few patterns of many signs: the Hopfield network recalls them too, and loses them when there are too many. */
    @Test
    void theAsymmetricHopfieldNetworkRecallsFewPatternsOfSignsAndPredictiveCodingMore() {
        assertThat(recalledByProducts(8)).isTrue();
        assertThat(recalledByProducts(60)).isFalse();
        Tensor many = signs(60);
        try (SequenceMemory memory = new SequenceMemory(100, DType.FLOAT64)) {
            memory.storeByLeastSquares(many);
            assertThat(memory.recallSigns(first(many), 59).isEqualTo(many.narrow(0, 1, 59)))
                    .isTrue();
        }
    }

    private static boolean recalledByProducts(int frames) {
        Tensor sequence = signs(frames);
        try (SequenceMemory memory = new SequenceMemory(100, DType.FLOAT64)) {
            memory.storeByProducts(sequence);
            return memory.recallSigns(first(sequence), frames - 1).isEqualTo(sequence.narrow(0, 1, frames - 1));
        }
    }

    /** With libtorch's default driver the second answer was another where many columns are alike. */
    @Test
    void leastSquaresAnswerTheSameWhateverWasComputedBefore() {
        Tensor few = signs(4, 784);
        try (SequenceMemory before = new SequenceMemory(784, DType.FLOAT64);
                SequenceMemory learned = new SequenceMemory(784, DType.FLOAT64);
                SequenceMemory after = new SequenceMemory(784, DType.FLOAT64);
                Adam adam = new Adam(1e-3)) {
            before.storeByLeastSquares(few);
            assertThat(learned.store(few, 20, adam)).isPositive();
            after.storeByLeastSquares(few);
            Tensor off = after.weight().sub(before.weight());
            assertThat(off.mul(off).sum().item()).isLessThan(1e-20);
            assertThat(after.recallSigns(first(few), 3).isEqualTo(few.narrow(0, 1, 3)))
                    .isTrue();
        }
    }

    private static Tensor signs(int frames) {
        return signs(frames, 100);
    }

    private static Tensor signs(int frames, int width) {
        SplittableRandom random = new SplittableRandom(4);
        double[] numbers = new double[frames * width];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextBoolean() ? 1 : -1;
        }
        return Tensor.of(DType.FLOAT64, Shape.of(frames, width), numbers);
    }

    @Test
    void whatIsNoSequenceOfSuchFramesIsRefused() {
        try (SequenceMemory memory = new SequenceMemory(4, DType.FLOAT64);
                Sgd sgd = new Sgd(1)) {
            assertThatThrownBy(() -> memory.store(gaussian(1, 4), 1, sgd))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("at least two, [frames, 4], got [1, 4]");
            assertThatThrownBy(() -> memory.store(gaussian(3, 5), 1, sgd)).isInstanceOf(ShapeException.class);
            assertThatThrownBy(() -> memory.recall(gaussian(1, 4), 1))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("recalls from one of them");
            try (Tensor first = Tensor.full(DType.FLOAT64, Shape.of(4), 1)) {
                assertThatThrownBy(() -> memory.recall(first, 0))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("at least one frame is recalled, not 0");
                assertThatThrownBy(() -> memory.recallSigns(first, -1)).hasMessageContaining("not -1");
            }
            assertThatThrownBy(() -> memory.store(gaussian(3, 4), 0, sgd))
                    .hasMessage("a sequence is stored by at least one update, not by 0");
        }
    }
}
