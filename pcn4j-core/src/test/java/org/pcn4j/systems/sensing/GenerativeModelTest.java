package org.pcn4j.systems.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** x = m + W z + noise: what a network's equilibrium says of what it sees. */
class GenerativeModelTest {
    private static final double VARIANCE = 0.3;
    private static final int SIZE = 7;
    private static final int LATENTS = 3;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static GenerativeModel model() {
        return GenerativeModel.of(
                new Seed(1).normal(DType.FLOAT64, Shape.of(SIZE), 0, 1),
                new Seed(2).normal(DType.FLOAT64, Shape.of(SIZE, LATENTS), 0, 1),
                VARIANCE);
    }

    /** Where everything is Gaussian Laplace's approximation is exact: ln N(x_s; m_s, W_sW_sᵀ + σ²I) + ½ n ln 2π. */
    @Test
    void evidenceIsThatOfTheGaussianWhateverIsSeen() {
        Tensor x = new Seed(3).normal(DType.FLOAT64, Shape.of(4, SIZE), 0, 1);
        double[] mask = {
            1, 1, 1, 1, 1, 1, 1, /**/ 1, 0, 0, 1, 0, 1, 0, /**/ 0, 0, 0, 0, 0, 0, 1, /**/ 0, 0, 0, 0, 0, 0, 0
        };
        try (GenerativeModel model = model()) {
            double[] evidence = model.logEvidence(x, Tensor.of(DType.FLOAT64, Shape.of(4, SIZE), mask));
            for (int b = 0; b < 4; b++) {
                assertThat(evidence[b]).as("sample %s", b).isCloseTo(gaussian(model, x, mask, b), within(1e-9));
            }
            assertThat(evidence[3]).as("nothing is seen").isCloseTo(0, within(1e-12));
        }
    }

    private static double gaussian(GenerativeModel model, Tensor x, double[] mask, int b) {
        int n = 0;
        int[] seen = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            if (mask[b * SIZE + i] != 0) {
                seen[n++] = i;
            }
        }
        if (n == 0) {
            return 0;
        }
        double[] covariance = new double[n * n];
        double[] error = new double[n];
        double[] mean = model.mean().toDoubles();
        for (int i = 0; i < n; i++) {
            error[i] = x.toDoubles()[b * SIZE + seen[i]] - mean[seen[i]];
            for (int j = 0; j < n; j++) {
                covariance[i * n + j] = i == j ? VARIANCE : 0;
                for (int k = 0; k < LATENTS; k++) {
                    covariance[i * n + j] += model.weightAt(seen[i], k) * model.weightAt(seen[j], k);
                }
            }
        }
        Tensor matrix = Tensor.of(DType.FLOAT64, Shape.of(n, n), covariance);
        Tensor column = Tensor.of(DType.FLOAT64, Shape.of(n, 1), error);
        double logarithm = 0;
        for (double eigenvalue :
                DecompositionKernels.symmetricEigen(matrix).values().toDoubles()) {
            logarithm += Math.log(eigenvalue);
        }
        double squares = column.transpose()
                .matmul(DecompositionKernels.solve(matrix, column))
                .item();
        return -(squares + logarithm) / 2;
    }

    @Test
    void theNetworkComesToRestWhereTheClosedFormSays() {
        double[] x = new Seed(3).normal(DType.FLOAT64, Shape.of(SIZE), 0, 1).toDoubles();
        double[] mask = {1, 0, 1, 1, 0, 0, 1};
        try (GenerativeModel model = model()) {
            Posterior posterior = new Posterior(model);
            for (int i = 0; i < SIZE; i++) {
                if (mask[i] != 0) {
                    posterior.see(i, x[i]);
                }
            }
            GenerativeModel.Rest rest = model.settle(
                    Tensor.of(DType.FLOAT64, Shape.of(1, SIZE), x), Tensor.of(DType.FLOAT64, Shape.of(1, SIZE), mask));
            assertThat(rest.causes()[0]).containsExactly(posterior.mode(), within(1e-8));
            assertThat(rest.energies()[0]).isCloseTo(posterior.energy(), within(1e-9));
            assertThat(posterior.logEvidence()).isCloseTo(posterior.volume() - rest.energies()[0], within(1e-9));
        }
    }

    @Test
    void causesAreDrawnFromThePosterior() {
        try (GenerativeModel model = model()) {
            Posterior posterior = new Posterior(model);
            posterior.see(2, 1.5);
            posterior.see(4, -0.5);
            SplittableRandom random = new SplittableRandom(1);
            double[] mode = posterior.mode();
            int count = 40_000;
            double[] mean = new double[LATENTS];
            double[] covariance = new double[LATENTS * LATENTS];
            for (int draw = 0; draw < count; draw++) {
                double[] z = posterior.draw(random);
                for (int i = 0; i < LATENTS; i++) {
                    mean[i] += z[i] / count;
                    for (int j = 0; j < LATENTS; j++) {
                        covariance[i * LATENTS + j] += (z[i] - mode[i]) * (z[j] - mode[j]) / count;
                    }
                }
            }
            double[] precision = new double[LATENTS * LATENTS];
            double[] identity = new double[LATENTS * LATENTS];
            for (int i = 0; i < LATENTS; i++) {
                identity[i * LATENTS + i] = 1;
                for (int j = 0; j < LATENTS; j++) {
                    precision[i * LATENTS + j] = (i == j ? 1 : 0)
                            + (model.weightAt(2, i) * model.weightAt(2, j)
                                            + model.weightAt(4, i) * model.weightAt(4, j))
                                    / VARIANCE;
                }
            }
            Shape square = Shape.of(LATENTS, LATENTS);
            double[] expected = DecompositionKernels.solve(
                            Tensor.of(DType.FLOAT64, square, precision), Tensor.of(DType.FLOAT64, square, identity))
                    .toDoubles();
            assertThat(mean).containsExactly(mode, within(0.02));
            assertThat(covariance).containsExactly(expected, within(0.02));
        }
    }

    /** W Wᵀ is the leading part of the covariance. */
    @Test
    void aModelFittedToSamplesHasTheirMeanAndTheLeadingPartOfTheirCovariance() {
        Tensor z = new Seed(5).normal(DType.FLOAT64, Shape.of(4000, LATENTS), 0, 1);
        try (GenerativeModel truth = model();
                GenerativeModel fitted = GenerativeModel.fit(
                        z.matmul(truth.weight().transpose()).add(truth.mean()), LATENTS, VARIANCE)) {
            assertThat(fitted.mean().toDoubles()).containsExactly(truth.mean().toDoubles(), within(0.1));
            Tensor learned = fitted.weight().matmul(fitted.weight().transpose());
            Tensor expected = truth.weight().matmul(truth.weight().transpose());
            assertThat(learned.toDoubles()).containsExactly(expected.toDoubles(), within(0.3));
        }
    }

    /** Both span the same; a learned direction is shorter by σ², so that WWᵀ + σ²I is the covariance. */
    @Test
    void aModelThatLearnsBySamplingSpansWhatAFittedOneSpans() {
        Tensor z = new Seed(5).normal(DType.FLOAT64, Shape.of(2000, 2), 0, 1);
        Tensor w = new Seed(6).normal(DType.FLOAT64, Shape.of(6, 2), 0, 1);
        Tensor noise = new Seed(7).normal(DType.FLOAT64, Shape.of(2000, 6), 0, Math.sqrt(VARIANCE));
        Tensor samples = z.matmul(w.transpose()).add(noise);
        try (GenerativeModel fitted = GenerativeModel.fit(samples, 2, VARIANCE);
                GenerativeModel learned = GenerativeModel.learn(samples, 2, VARIANCE, 500, new Seed(8))) {
            double[] cosines = cosines(fitted.weight(), learned.weight());
            assertThat(cosines[0]).as("the larger of the two principal angles").isGreaterThan(0.99);
            double shared = squares(fitted.weight()) - 2 * VARIANCE;
            assertThat(squares(learned.weight())).isCloseTo(shared, within(0.1 * shared));
        }
    }

    private static double squares(Tensor weight) {
        return weight.mul(weight).sum().item();
    }

    /** The cosines of the principal angles between what two matrices span, the least first. */
    private static double[] cosines(Tensor one, Tensor other) {
        Tensor a = orthonormal(one);
        Tensor b = orthonormal(other);
        Tensor product = a.transpose().matmul(b);
        double[] squares = DecompositionKernels.symmetricEigen(
                        product.transpose().matmul(product))
                .values()
                .toDoubles();
        for (int i = 0; i < squares.length; i++) {
            squares[i] = Math.sqrt(squares[i]);
        }
        return squares;
    }

    /** A (AᵀA)^(−½). */
    private static Tensor orthonormal(Tensor matrix) {
        DecompositionKernels.Eigen eigen =
                DecompositionKernels.symmetricEigen(matrix.transpose().matmul(matrix));
        double[] values = eigen.values().toDoubles();
        double[] scaled = eigen.vectors().contiguous().toDoubles();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= Math.sqrt(values[i % values.length]);
        }
        Tensor turned = Tensor.of(DType.FLOAT64, eigen.vectors().shape(), scaled);
        return matrix.matmul(turned);
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        Tensor samples = Tensor.full(DType.FLOAT64, Shape.of(3, 4), 1);
        assertThatThrownBy(() -> GenerativeModel.fit(samples, 5, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 4 latent values, not 5");
        assertThatThrownBy(() -> GenerativeModel.fit(samples, 2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("greater than 0, not 0.0");
        assertThatThrownBy(() -> GenerativeModel.fit(samples.narrow(0, 0, 1), 2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two samples at least");
        assertThatThrownBy(() -> GenerativeModel.of(samples.select(0, 0), samples, 1))
                .isInstanceOf(ShapeException.class);
    }
}
