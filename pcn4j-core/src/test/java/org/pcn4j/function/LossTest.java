package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class LossTest {
    private static final Seed SEED = new Seed(5);
    private static final Shape OUTPUT = Shape.of(4);

    static Stream<Arguments> lossesAndTypes() {
        return Stream.of(
                        new SquaredError(),
                        new CrossEntropy(),
                        new BinaryCrossEntropy(),
                        new BinaryCrossEntropy().weighted(0.6),
                        new SquaredError().weighted(0.3),
                        new CrossEntropy().weighted(1.7),
                        new CrossEntropy(List.of(0.5, 3.0, 1.0, 1.25)),
                        new CrossEntropy(List.of(0.5, 3.0, 1.0, 1.25)).weighted(0.3))
                .flatMap(loss -> Stream.of(DType.FLOAT32, DType.FLOAT64).map(dtype -> Arguments.of(loss, dtype)));
    }

    @ParameterizedTest
    @MethodSource("lossesAndTypes")
    void theErrorIsAutogradsGradientNegatedToTheBit(Energy loss, DType dtype) {
        try (TensorScope scope = new TensorScope()) {
            Tensor prediction = SEED.normal(dtype, OUTPUT.batched(7), 0, 1);
            Tensor target = loss.targets(labels(), OUTPUT, dtype);
            Autograd autograd = new Autograd(List.of(prediction));
            Tensor total = loss.total(autograd.leaves().get(0), target);
            Tensor gradient =
                    autograd.gradients(total, Tensor.full(dtype, Shape.of(), 1)).get(0);
            assertThat(loss.error(prediction, target, 1).isEqualTo(gradient.neg()))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("lossesAndTypes")
    void anErrorThatComesWithItsLossHasTheBitsOfBoth(Energy loss, DType dtype) {
        try (TensorScope scope = new TensorScope()) {
            Tensor prediction = SEED.normal(dtype, OUTPUT.batched(7), 0, 1);
            requireScored(loss, prediction, loss.targets(labels(), OUTPUT, dtype));
        }
    }

    @Test
    void soHasThatOfManyAnswersASample() {
        try (TensorScope scope = new TensorScope()) {
            Tensor prediction = SEED.normal(DType.FLOAT32, Shape.of(3, 5, 4), 0, 1);
            Tensor target = SEED.uniform(DType.FLOAT64, Shape.of(3, 5), 0, 4).to(DType.INT64);
            assertThat(requireScored(new CrossEntropy(), prediction, target)).isTrue();
        }
    }

    /** Returns whether it comes so. */
    private static boolean requireScored(Energy loss, Tensor prediction, Tensor target) {
        Optional<Energy.Scored> both = loss.scored(prediction, target);
        both.ifPresent(scored -> {
            assertThat(scored.error().isEqualTo(loss.error(prediction, target, 1)))
                    .isTrue();
            assertThat(scored.total().item())
                    .isEqualTo(loss.total(prediction, target).item());
        });
        return both.isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void crossEntropyOfManyAnswersASampleHasAutogradsErrorAndCountsThemAll(DType dtype) {
        try (TensorScope scope = new TensorScope()) {
            Tensor prediction = SEED.normal(dtype, Shape.of(3, 5, 4), 0, 1);
            Tensor target = SEED.uniform(DType.FLOAT64, Shape.of(3, 5), 0, 4).to(DType.INT64);
            CrossEntropy loss = new CrossEntropy();
            loss.requireTarget(Shape.of(5, 4), 3, target);
            Autograd autograd = new Autograd(List.of(prediction));
            Tensor total = loss.total(autograd.leaves().get(0), target);
            Tensor gradient =
                    autograd.gradients(total, Tensor.full(dtype, Shape.of(), 1)).get(0);
            assertThat(loss.error(prediction, target, 1).isEqualTo(gradient.neg()))
                    .isTrue();
            assertThat(loss.count(target)).isEqualTo(15);
        }
    }

    @Test
    void weightsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new CrossEntropy().weighted(0))
                .hasMessage("a loss's weight must be finite and greater than 0, not 0.0");
        assertThatThrownBy(() -> new CrossEntropy().weighted(2).weighted(2))
                .hasMessage("the loss is weighted already: 2.0 · cross-entropy");
    }

    @Test
    void aLossWithoutItsWeightIsTheLossThatWasWeighted() {
        assertThat(new CrossEntropy().weighted(2).unweighted()).isEqualTo(new CrossEntropy());
        assertThat(new SquaredError().unweighted()).isEqualTo(new SquaredError());
    }

    @Test
    void aClassesWeightMultipliesTheCrossEntropyOfItsLabels() {
        try (TensorScope scope = new TensorScope()) {
            Tensor prediction = SEED.normal(DType.FLOAT64, Shape.of(1, 4), 0, 1);
            for (int label = 0; label < 4; label++) {
                Tensor target = Tensor.of(Shape.of(1), new long[] {label});
                double plain = new CrossEntropy().total(prediction, target).item();
                double weighted = new CrossEntropy(List.of(0.5, 3.0, 1.0, 1.25))
                        .total(prediction, target)
                        .item();
                assertThat(weighted)
                        .isEqualTo(plain * List.of(0.5, 3.0, 1.0, 1.25).get(label), within(1e-15));
            }
        }
    }

    @Test
    void classWeightsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new CrossEntropy(List.of(1.0, 0.0)))
                .hasMessage("the weight of class 1 must be finite and greater than 0, not 0.0");
        assertThatThrownBy(() -> new CrossEntropy(List.of(1.0, 2.0)).requireOutput(Shape.of(3)))
                .hasMessage("expected a weight for each of the 3 classes, got 2");
    }

    @Test
    void squaredErrorIsHalfTheSumOfSquares() {
        try (TensorScope scope = new TensorScope()) {
            Tensor prediction = Tensor.of(DType.FLOAT64, Shape.of(2, 2), 1, 2, 3, 4);
            Tensor target = Tensor.of(DType.FLOAT64, Shape.of(2, 2), 0, 2, 5, 4);
            assertThat(new SquaredError().total(prediction, target).item()).isEqualTo(2.5);
            assertThat(new SquaredError().error(prediction, target, 1).toDoubles())
                    .containsExactly(-1, 0, 2, 0);
        }
    }

    @Test
    void crossEntropyIsTheSumOfNegativeLogProbabilities() {
        try (TensorScope scope = new TensorScope()) {
            Tensor prediction = Tensor.of(DType.FLOAT64, Shape.of(2, 2), 0, Math.log(3), 0, 0);
            Tensor labels = Tensor.of(Shape.of(2), new long[] {0, 1});
            assertThat(new CrossEntropy().total(prediction, labels).item())
                    .isCloseTo(Math.log(4) + Math.log(2), within(1e-14));
            assertThat(new CrossEntropy().error(prediction, labels, 1).toDoubles())
                    .containsExactly(new double[] {0.75, -0.75, -0.5, 0.5}, within(1e-14));
        }
    }

    @Test
    void aTargetThatDoesNotFitIsRefusedWithWhatWasExpectedAndFound() {
        try (TensorScope scope = new TensorScope()) {
            Tensor oneHot = Tensor.full(DType.FLOAT32, Shape.of(7, 4), 0);
            assertThatThrownBy(() -> new CrossEntropy().requireTarget(OUTPUT, 7, oneHot))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("expected class labels, int64 [7], got float32 [7, 4]");
            assertThatThrownBy(() -> new SquaredError().requireTarget(OUTPUT, 7, labels()))
                    .isInstanceOf(ShapeException.class)
                    .hasMessage("squared error expects a target of [7, 4], got [7]");
        }
    }

    private static Tensor labels() {
        return Tensor.of(Shape.of(7), new long[] {0, 1, 2, 3, 3, 1, 0});
    }
}
