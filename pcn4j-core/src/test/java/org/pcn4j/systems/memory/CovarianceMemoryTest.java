package org.pcn4j.systems.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.Matrix;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.systems.memory.CovarianceSettings.Form;
import org.pcn4j.systems.memory.CovarianceSettings.Moving;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class CovarianceMemoryTest {
    private static final int SIZE = 5;
    private static final int HIDDEN = 2;
    private static final Shape PATTERN = Shape.of(SIZE);
    private static final RecallSettings EXACT =
            RecallSettings.DEFAULT.withGuardedGamma(0.4).withMomentum(0).withSteps(1e-15, 20_000);

    private static final Matrix FACTOR = Matrix.ofW(71, SIZE, SIZE);
    private static final Matrix COVARIANCE =
            FACTOR.times(FACTOR.transposed()).plus(Matrix.identity(SIZE).times(0.5));
    private static final Matrix MEAN = Matrix.u(72, SIZE);
    private static final Matrix X = Matrix.u(73, SIZE);
    private static final double[] REGRESSION = {.179417264188, -1.019531516844};
    private static final double[] IMPLICIT = {.203197730381, -1.012546874378};

    private static Tensor known() {
        return Tensor.of(DType.FLOAT64, PATTERN, 0, 0, 1, 1, 1);
    }

    /** I − W = DΣ⁻¹, with ones on its diagonal. */
    private static void set(CovarianceMemory memory) {
        Matrix precision = COVARIANCE.solved(Matrix.identity(SIZE));
        Matrix scaled = Matrix.of(SIZE, SIZE, (i, j) -> precision.at(i, j) / precision.at(i, i));
        Matrix.identity(SIZE).minus(scaled).into(memory.parameters().get("error.predicted.weight"));
        scaled.times(MEAN).into(memory.parameters().get("error.predicted.bias"));
    }

    private static double[] recalled(CovarianceMemory memory) {
        Tensor corrupted = Tensor.of(DType.FLOAT64, Shape.of(1, SIZE), X.numbers());
        try (Recall recall = memory.recall(corrupted, known())) {
            double[] all = recall.recalled().toDoubles();
            for (int i = HIDDEN; i < SIZE; i++) {
                assertThat(all[i]).isEqualTo(X.at(i, 0));
            }
            return Arrays.copyOf(all, HIDDEN);
        }
    }

    private static CovarianceMemory memory(Form form) {
        return CovarianceMemory.of(PATTERN, CovarianceSettings.forPatterns(form).withRecalling(EXACT), DType.FLOAT64);
    }

    @Test
    void anExplicitMemoryCompletesByRegression() {
        try (TensorScope scope = new TensorScope();
                CovarianceMemory memory = CovarianceMemory.ofMoments(
                        PATTERN,
                        Tensor.of(DType.FLOAT64, PATTERN, MEAN.numbers()),
                        Tensor.of(DType.FLOAT64, Shape.of(SIZE, SIZE), COVARIANCE.numbers()),
                        EXACT,
                        DType.FLOAT64)) {
            assertThat(recalled(memory)).containsExactly(REGRESSION, within(2e-12));
        }
    }

    @Test
    void aDendriticMemoryCompletesByTheSameRegression() {
        try (TensorScope scope = new TensorScope();
                CovarianceMemory memory = memory(Form.DENDRITIC)) {
            set(memory);
            assertThat(recalled(memory)).containsExactly(REGRESSION, within(2e-12));
        }
    }

    @Test
    void anImplicitMemoryCompletesOtherwise() {
        try (TensorScope scope = new TensorScope();
                CovarianceMemory memory = memory(Form.IMPLICIT)) {
            set(memory);
            assertThat(recalled(memory)).containsExactly(IMPLICIT, within(2e-12));
        }
    }

    @Test
    void aDendriticErrorMovesTheUnitThatHasItAlone() {
        // x += −γ ε on the masked elements, without γ Wᵀε.
        RecallSettings oneStep = EXACT.withGamma(0.1).withSteps(1e-15, 1);
        for (Form form : List.of(Form.DENDRITIC, Form.IMPLICIT)) {
            try (TensorScope scope = new TensorScope();
                    CovarianceMemory memory = CovarianceMemory.of(
                            PATTERN, CovarianceSettings.forPatterns(form).withRecalling(oneStep), DType.FLOAT64)) {
                set(memory);
                Matrix w = Matrix.of(
                        SIZE,
                        SIZE,
                        (i, j) -> memory.parameters()
                                .get("error.predicted.weight")
                                .toDoubles()[i * SIZE + j]);
                Matrix b = Matrix.of(
                        SIZE,
                        1,
                        (i, j) ->
                                memory.parameters().get("error.predicted.bias").toDoubles()[i]);
                Matrix x = Matrix.of(SIZE, 1, (i, j) -> i < HIDDEN ? 0 : X.at(i, 0));
                Matrix error = x.minus(w.times(x)).minus(b);
                Matrix force = form == Form.DENDRITIC
                        ? error.times(-1)
                        : w.transposed().times(error).minus(error);
                double[] found = recalled(memory);
                for (int i = 0; i < HIDDEN; i++) {
                    assertThat(found[i]).isCloseTo(x.at(i, 0) + 0.1 * force.at(i, 0), within(1e-15));
                }
            }
        }
    }

    /** Eight patterns around the corners of a cube, which do not lie around zero. */
    private static Tensor patterns() {
        Matrix corners = Matrix.of(8, 3, (i, j) -> 0.2 + ((i >> j) % 2 == 0 ? 1 : -1));
        return Tensor.of(
                DType.FLOAT64,
                Shape.of(8, 3),
                corners.plus(Matrix.ofU(5, 8, 3).times(0.4)).numbers());
    }

    /** Mean and covariance of the patterns, divided by their number. */
    private static Matrix regression(Matrix rows, Matrix x) {
        int n = rows.height();
        Matrix mean = Matrix.of(3, 1, (j, unused) -> column(rows, j) / n);
        Matrix centered = Matrix.of(n, 3, (i, j) -> rows.at(i, j) - mean.at(j, 0));
        Matrix precision = centered.transposed().times(centered).times(1.0 / n).solved(Matrix.identity(3));
        double from =
                precision.at(0, 1) * (x.at(1, 0) - mean.at(1, 0)) + precision.at(0, 2) * (x.at(2, 0) - mean.at(2, 0));
        return Matrix.column(mean.at(0, 0) - from / precision.at(0, 0));
    }

    private static double column(Matrix rows, int j) {
        double sum = 0;
        for (int i = 0; i < rows.height(); i++) {
            sum += rows.at(i, j);
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"EXPLICIT", "DENDRITIC"})
    void learnedToTheEndItIsTheRegressionOnItsPatterns(Form form) {
        double rate = form == Form.EXPLICIT ? 0.3 : 0.05;
        CovarianceSettings settings = CovarianceSettings.forPatterns(form)
                .withLearning(Moving.SGD, rate, 1500)
                .withRecalling(EXACT);
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope();
                CovarianceMemory memory = CovarianceMemory.of(Shape.of(3), settings, DType.FLOAT64)) {
            Stored stored = memory.store(patterns());
            assertThat(stored.energies()).hasSize(settings.epochs());
            Tensor corrupted = Tensor.of(DType.FLOAT64, Shape.of(1, 3), 9, 0.4, -0.2);
            try (Recall recall = memory.recall(corrupted, Tensor.of(DType.FLOAT64, Shape.of(3), 0, 1, 1))) {
                Matrix rows = Matrix.of(8, 3, (i, j) -> patterns().toDoubles()[i * 3 + j]);
                Matrix expected = regression(rows, Matrix.column(0, 0.4, -0.2));
                assertThat(recall.recalled().toDoubles()[0]).isCloseTo(expected.at(0, 0), within(1e-9));
            }
            if (form == Form.DENDRITIC) {
                double[] w = memory.parameters().get("error.predicted.weight").toDoubles();
                assertThat(new double[] {w[0], w[4], w[8]}).containsOnly(0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"IMPLICIT", "DENDRITIC"})
    void twentyPatternsOfFiveByFiveAreCompletedWhereUpToSixElementsAreMissing(Form form) {
        Shape square = Shape.of(5, 5);
        CovarianceSettings settings = CovarianceSettings.forPatterns(form);
        try (TensorScope scope = new TensorScope();
                CovarianceMemory memory = CovarianceMemory.of(square, settings, DType.FLOAT64)) {
            Tensor patterns = new Seed(3).normal(DType.FLOAT64, square.batched(20), 0, 1);
            memory.store(patterns);
            double[] known = new double[25];
            Arrays.fill(known, 2, 25, 1);
            try (Recall recall = memory.recall(patterns, Tensor.of(DType.FLOAT64, square, known))) {
                double zeros = 0;
                double[] all = patterns.toDoubles();
                for (int i = 0; i < all.length; i++) {
                    zeros += known[i % 25] == 0 ? all[i] * all[i] / all.length : 0;
                }
                double found = Arrays.stream(recall.errors(patterns)).average().orElseThrow();
                assertThat(found / zeros).isLessThan(0.1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void noiseIsTakenAway(Form form) {
        CovarianceSettings settings = CovarianceSettings.forPatterns(form);
        Shape square = Shape.of(5, 5);
        try (TensorScope scope = new TensorScope();
                CovarianceMemory memory = CovarianceMemory.of(square, settings, DType.FLOAT64)) {
            Tensor patterns = new Seed(3).normal(DType.FLOAT64, square.batched(10), 0, 1);
            memory.store(patterns);
            Tensor corrupted = patterns.add(new Seed(4).normal(DType.FLOAT64, square.batched(10), 0, 0.3));
            try (Recall before = new HeldForTest().denoise(corrupted);
                    Recall recall = memory.denoise(corrupted)) {
                double with = Arrays.stream(before.errors(patterns)).average().orElseThrow();
                double without =
                        Arrays.stream(recall.errors(patterns)).average().orElseThrow();
                if (form == Form.EXPLICIT) {
                    // All of a pattern settles to the mean: an explicit memory knows no more of it.
                    assertThat(without).isGreaterThan(with);
                } else {
                    assertThat(without).isLessThan(with);
                }
            }
        }
    }

    /** Recalls what it is shown. */
    private static final class HeldForTest {
        Recall denoise(Tensor corrupted) {
            return new Recall(corrupted.copy(), List.of(), Optional.empty());
        }
    }

    @Test
    void anExplicitMemoryTellsTheEnergyThatItDescends() {
        // With Σ = I and μ = 0 that is ½‖x‖², and at the end ½(d + ln|Σ|), Σ being the covariance of the patterns.
        CovarianceSettings settings =
                CovarianceSettings.forPatterns(Form.EXPLICIT).withLearning(Moving.SGD, 0.3, 1500);
        try (TensorScope scope = new TensorScope();
                CovarianceMemory memory = CovarianceMemory.of(Shape.of(3), settings, DType.FLOAT64)) {
            Stored stored = memory.store(patterns());
            Matrix rows = Matrix.of(8, 3, (i, j) -> patterns().toDoubles()[i * 3 + j]);
            double squares = Arrays.stream(rows.numbers()).map(x -> x * x).sum();
            assertThat(stored.energies().get(0)).isCloseTo(squares / 16, within(1e-12));
            Matrix centered = Matrix.of(8, 3, (i, j) -> rows.at(i, j) - column(rows, j) / 8);
            double logarithm =
                    Math.log(determinant(centered.transposed().times(centered).times(1.0 / 8)));
            assertThat(stored.energy()).isCloseTo((3 + logarithm) / 2, within(1e-9));
            for (int i = 1; i < stored.energies().size(); i++) {
                assertThat(stored.energies().get(i))
                        .isLessThan(stored.energies().get(i - 1) + 1e-12);
            }
        }
    }

    private static double determinant(Matrix m) {
        return m.at(0, 0) * (m.at(1, 1) * m.at(2, 2) - m.at(1, 2) * m.at(2, 1))
                - m.at(0, 1) * (m.at(1, 0) * m.at(2, 2) - m.at(1, 2) * m.at(2, 0))
                + m.at(0, 2) * (m.at(1, 0) * m.at(2, 1) - m.at(1, 1) * m.at(2, 0));
    }

    private static final MemorySettings HIERARCHY = MemorySettings.DEFAULT
            .withHidden(6, 8)
            .withActivation(new Tanh())
            .withRate(0.01)
            .withEpochs(60);

    private static HybridMemory hybrid(MemorySettings settings, Form form) {
        return HybridMemory.of(Shape.of(2, 3), settings, form, new Seed(1), DType.FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"IMPLICIT", "DENDRITIC"})
    void aHierarchyWithACovarianceOnTopRecallsWhatItStored(Form form) {
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope();
                HybridMemory memory = hybrid(HIERARCHY.withEpochs(300), form)) {
            Tensor patterns = new Seed(3).uniform(DType.FLOAT32, Shape.of(3, 2, 3), 0, 1);
            Stored stored = memory.store(patterns);
            assertThat(stored.energy()).isLessThan(stored.energies().get(0) / 10);
            double[] w = memory.parameters().get("error.predicted.weight").toDoubles();
            for (int i = 0; i < 6; i++) {
                assertThat(w[7 * i]).isZero();
            }
            Tensor known = Tensor.of(DType.FLOAT32, Shape.of(2, 3), 1, 1, 1, 1, 1, 0);
            try (Recall recall = memory.recall(patterns, known)) {
                assertThat(recall.success(patterns, 0.01)).isEqualTo(1);
            }
        }
    }

    @Test
    void theStepOfAnImplicitHierarchyIsGuardedAndOneThatIsGivenEndsWithTheGuardsLine() {
        MemorySettings large = HIERARCHY.withStoring(IncrementalPredictiveCoding.schedule(20, 5));
        try (TensorScope scope = new TensorScope();
                HybridMemory lowered = hybrid(large, Form.IMPLICIT);
                HybridMemory given = hybrid(large.withStep(StepChoice.AS_GIVEN), Form.IMPLICIT)) {
            Tensor patterns = new Seed(3).uniform(DType.FLOAT32, Shape.of(3, 2, 3), 0, 1);
            Stored stored = lowered.store(patterns);
            assertThat(stored.step().orElseThrow().isBeyond()).isFalse();
            assertThat(stored.step().orElseThrow().gamma()).isLessThan(2);
            assertThatThrownBy(() -> given.store(patterns))
                    .isInstanceOf(MemoryException.class)
                    .hasMessageContaining("while storing: γλ is");
        }
    }

    @Test
    void theRateOfAHierarchyFallsToNothing() {
        try (TensorScope scope = new TensorScope();
                HybridMemory more = hybrid(HIERARCHY.withEpochs(100), Form.DENDRITIC)) {
            Tensor patterns = new Seed(3).uniform(DType.FLOAT32, Shape.of(3, 2, 3), 0, 1);
            List<double[]> weights = new ArrayList<>();
            more.store(
                    patterns,
                    (epoch, of, energy) ->
                            weights.add(more.parameters().get("pattern.weight").toDoubles()));
            double first = distance(weights.get(0), weights.get(1));
            assertThat(distance(weights.get(98), weights.get(99))).isLessThan(first / 10);
        }
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void whatCannotBeStoredIsToldInALine() {
        try (TensorScope scope = new TensorScope()) {
            Tensor patterns = patterns();
            CovarianceSettings wild =
                    CovarianceSettings.forPatterns(Form.DENDRITIC).withLearning(Moving.SGD, 5, 500);
            assertThatThrownBy(() -> CovarianceMemory.of(Shape.of(3), wild, DType.FLOAT64)
                            .store(patterns))
                    .isInstanceOf(MemoryException.class)
                    .hasMessageMatching(
                            "the energy of a pattern grew from \\S+ to \\S+ while storing: a smaller learning rate is"
                                    + " wanted");
            Tensor indefinite = Tensor.of(DType.FLOAT64, Shape.of(3, 3), 1, 2, 0, 2, 1, 0, 0, 0, 1);
            Tensor mean = Tensor.full(DType.FLOAT64, Shape.of(3), 0);
            assertThatThrownBy(() -> CovarianceMemory.ofMoments(Shape.of(3), mean, indefinite, EXACT, DType.FLOAT64))
                    .isInstanceOf(MemoryException.class)
                    .hasMessageContaining("the covariance is not positive definite");
        }
    }
}
