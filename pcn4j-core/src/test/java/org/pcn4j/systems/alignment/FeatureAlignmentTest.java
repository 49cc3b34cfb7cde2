package org.pcn4j.systems.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Tanh;
import org.pcn4j.learning.Captured;
import org.pcn4j.learning.Sgd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** The local form of Farias and Maziero 2021: two pullbacks a layer, which is subspace principal component analysis. */
class FeatureAlignmentTest {
    private static final double FLOOR = 0.097176404118;

    /** U(c)ᵢⱼ = sin(c + 1.7 i + 2.3 j + 1.1 i j), rows and columns, over a divisor. */
    private static double u(double c, int i, int j) {
        return Math.sin(c + 1.7 * i + 2.3 * j + 1.1 * i * j);
    }

    /** W(91; 3×5). */
    private static Tensor weight() {
        double[] numbers = new double[15];
        for (int i = 0; i < 15; i++) {
            numbers[i] = u(91, i / 5, i % 5) / Math.sqrt(5);
        }
        return Tensor.of(DType.FLOAT64, Shape.of(3, 5), numbers);
    }

    /** The columns of U(92; 5×4), a row each: [4, 5]. */
    private static Tensor samples() {
        double[] numbers = new double[20];
        for (int b = 0; b < 4; b++) {
            for (int i = 0; i < 5; i++) {
                numbers[b * 5 + i] = u(92, i, b);
            }
        }
        return Tensor.of(DType.FLOAT64, Shape.of(4, 5), numbers);
    }

    private static FeatureAlignment golden() {
        FeatureAlignment alignment =
                new FeatureAlignment(Shape.of(5), List.of(new Linear(5, 3)), DType.FLOAT64, new Seed(1));
        alignment.parameters().get("layer1.weight").copyInPlace(weight());
        return alignment;
    }

    @Test
    void lossAndDeltaAreThoseComputedIndependentlyWhateverTheBias() {
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                FeatureAlignment alignment = golden()) {
            assertThat(alignment.parameters().get("layer1.bias").toDoubles()).doesNotContain(0);
            double loss = alignment.update(samples(), captured).get(0);
            assertThat(4 * loss).isCloseTo(2.791567850321, within(1e-12));
            assertThat(4 * captured.numbers("layer1.weight")[0]).isCloseTo(-1.847682530164, within(1e-12));
            assertThat(alignment.losses(samples())).containsExactly(loss);
        }
    }

    @Test
    void theTwoPullbacksAreTheDerivativeOfEachLayersLoss() {
        derivative(Shape.of(5), List.of(new Linear(5, 3)), samples -> samples);
        derivative(Shape.of(1, 5, 4), List.of(new Conv2d(1, 3, 3)), samples -> samples.reshape(Shape.of(1, 1, 5, 4)));
    }

    private interface Shaping {
        Tensor shaped(Tensor samples);
    }

    private static void derivative(Shape shape, List<Function> layers, Shaping shaping) {
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                FeatureAlignment alignment = new FeatureAlignment(shape, layers, DType.FLOAT64, new Seed(3))) {
            Tensor samples = shaping.shaped(samples());
            alignment.update(samples, captured);
            Tensor weight = alignment.parameters().get("layer1.weight");
            double[] at = weight.toDoubles();
            double step = 1e-5;
            for (int i = 0; i < at.length; i += 3) {
                double[] differences = new double[2];
                for (int side = 0; side < 2; side++) {
                    double[] moved = at.clone();
                    moved[i] += side == 0 ? step : -step;
                    weight.copyInPlace(Tensor.of(DType.FLOAT64, weight.shape(), moved));
                    differences[side] = alignment.losses(samples).get(0);
                }
                assertThat(captured.numbers("layer1.weight")[i])
                        .isCloseTo((differences[1] - differences[0]) / (2 * step), within(1e-8));
            }
        }
    }

    /** The eigenvectors of the largest eigenvalues, in any other basis of theirs, are at rest at the floor. */
    @Test
    void principalComponentsAreAtRestAtHalfTheEigenvaluesThatAreLeftOut() {
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                FeatureAlignment alignment = golden()) {
            Tensor x = samples();
            DecompositionKernels.Eigen eigen =
                    DecompositionKernels.symmetricEigen(x.transpose().matmul(x));
            double[] values = eigen.values().toDoubles();
            double c = Math.cos(0.4);
            double s = Math.sin(0.4);
            Tensor turn = Tensor.of(DType.FLOAT64, Shape.of(3, 3), c, s, 0, -s, c, 0, 0, 0, 1);
            Tensor best = turn.matmul(eigen.vectors().narrow(1, 2, 3).transpose());
            alignment.parameters().get("layer1.weight").copyInPlace(best);
            double loss = alignment.update(x, captured).get(0);
            assertThat(4 * loss).isCloseTo(0.5 * (values[0] + values[1]), within(1e-12));
            assertThat(4 * loss).isCloseTo(FLOOR, within(1e-12));
            for (double each : captured.numbers("layer1.weight")) {
                assertThat(each).isCloseTo(0, within(1e-12));
            }
        }
    }

    @Test
    void learningComesToTheFloorAndToOrthonormalRows() {
        try (TensorScope scope = new TensorScope();
                FeatureAlignment alignment = golden();
                Sgd sgd = new Sgd(0.3)) {
            for (int update = 0; update < 3000; update++) {
                alignment.update(samples(), sgd);
            }
            assertThat(4 * alignment.losses(samples()).get(0)).isCloseTo(FLOOR, within(1e-9));
            Tensor weight = alignment.parameters().get("layer1.weight");
            double[] products = weight.matmul(weight.transpose()).toDoubles();
            for (int i = 0; i < 9; i++) {
                assertThat(products[i]).isCloseTo(i % 4 == 0 ? 1 : 0, within(1e-9));
            }
        }
    }

    @Test
    void whatALayerGivesBackIsTheInputLessWhatItsLossMeasures() {
        try (TensorScope scope = new TensorScope();
                FeatureAlignment alignment = golden()) {
            Tensor left = samples().sub(alignment.reconstruct(samples()));
            double squares = left.mul(left).sum().toDoubles()[0];
            assertThat(0.5 * squares).isCloseTo(2.791567850321, within(1e-12));
            assertThat(alignment.features(samples()).shape()).isEqualTo(Shape.of(4, 3));
        }
    }

    /** Rotations lose nothing, and sinh undoes asinh. */
    @Test
    void layersOfOrthonormalSquareWeightsGiveBackEverything() {
        try (TensorScope scope = new TensorScope();
                FeatureAlignment alignment = new FeatureAlignment(
                        Shape.of(5), List.of(new Linear(5, 5), new Linear(5, 5)), DType.FLOAT64, new Seed(1))) {
            Tensor x = samples();
            Tensor square = x.transpose().matmul(x);
            Tensor vectors = DecompositionKernels.symmetricEigen(square).vectors();
            alignment.parameters().get("layer1.weight").copyInPlace(vectors.transpose());
            alignment.parameters().get("layer2.weight").copyInPlace(vectors);
            double[] given = alignment.reconstruct(x).toDoubles();
            double[] expected = x.toDoubles();
            for (int i = 0; i < given.length; i++) {
                assertThat(given[i]).isCloseTo(expected[i], within(1e-12));
            }
            assertThat(alignment.losses(x)).allMatch(loss -> loss < 1e-20);
        }
    }

    @Test
    void whatCannotBeAlignedIsRefused() {
        assertThatThrownBy(() -> new FeatureAlignment(Shape.of(5), List.of(), DType.FLOAT64, new Seed(1)))
                .hasMessage("alignment needs at least one layer");
        assertThatThrownBy(() -> new FeatureAlignment(Shape.of(5), List.of(new Tanh()), DType.FLOAT64, new Seed(1)))
                .hasMessageStartingWith("each layer must be linear or conv2d, not ");
        Function two = Chain.of(new Linear(5, 3), new Tanh());
        assertThatThrownBy(() -> new FeatureAlignment(Shape.of(5), List.of(two), DType.FLOAT64, new Seed(1)))
                .hasMessageStartingWith("each layer must be linear or conv2d, not ");
        try (TensorScope scope = new TensorScope();
                FeatureAlignment alignment = golden()) {
            Tensor narrow = Tensor.full(DType.FLOAT64, Shape.of(2, 4), 1);
            assertThatThrownBy(() -> alignment.losses(narrow)).hasMessageContaining("got [2, 4]");
        }
    }
}
