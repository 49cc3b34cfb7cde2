package org.pcn4j.systems.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Captured;
import org.pcn4j.learning.Projected;
import org.pcn4j.learning.Projection;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** The deep form of Farias and Maziero 2021, and the derivative of a derivative that it learns from. */
class DeepFeatureAlignmentTest {
    private static final Shape PICTURE = Shape.of(1, 5, 5);
    private static final Seed NOISE = new Seed(7);

    private static DeepFeatureAlignment small(DType dtype, long seed) {
        Function trunk = Chain.of(
                new Conv2d(1, 3, 3), new LeakyRelu(0.2), new Flatten(), new Linear(27, 12), new LeakyRelu(0.2));
        return new DeepFeatureAlignment(PICTURE, trunk, 4, 2, dtype, new Seed(seed));
    }

    /** Of one class rows, of the other columns. */
    private static Tensor samples(DType dtype, int count) {
        double[] numbers = new double[count * 25];
        for (int i = 0; i < numbers.length; i++) {
            int sample = i / 25;
            int line = sample % 2 == 0 ? i % 25 / 5 : i % 5;
            numbers[i] = line == sample / 2 % 5 ? 0.99 : 0.01;
        }
        return Tensor.of(dtype, PICTURE.batched(count), numbers);
    }

    private static Tensor labels(DType dtype, int count) {
        double[] numbers = new double[count * 2];
        Arrays.setAll(numbers, i -> i % 2 == i / 2 % 2 ? 1 : 0);
        return Tensor.of(dtype, Shape.of(count, 2), numbers);
    }

    /** −∂loss/∂W of the local form is known by two pullbacks, and by numbers that were computed independently. */
    @Test
    void autogradTwiceFindsWhatTwoPullbacksFind() {
        double[] weight = new double[15];
        Arrays.setAll(weight, i -> u(91, i / 5, i % 5) / Math.sqrt(5));
        double[] columns = new double[20];
        Arrays.setAll(columns, i -> u(92, i % 5, i / 5));
        try (TensorScope scope = new TensorScope();
                Autograd autograd = new Autograd(List.of(
                        Tensor.of(DType.FLOAT64, Shape.of(3, 5), weight),
                        Tensor.full(DType.FLOAT64, Shape.of(4, 5), 0)))) {
            Tensor w = autograd.leaves().get(0);
            Tensor r = autograd.leaves().get(1);
            Tensor x = Tensor.of(DType.FLOAT64, Shape.of(4, 5), columns);
            Tensor apart = x.matmul(w.transpose()).sub(r.matmul(w.transpose()));
            Tensor inner = apart.mul(apart).sum();
            Tensor step = autograd.recordedGradient(inner, Tensor.full(DType.FLOAT64, Shape.of(), -0.5), r);
            Tensor left = x.sub(step);
            Tensor loss = left.mul(left).sum();
            assertThat(0.5 * loss.item()).isCloseTo(2.791567850321, within(1e-12));
            List<Tensor> gradients = autograd.gradients(loss, Tensor.full(DType.FLOAT64, Shape.of(), -0.5));
            assertThat(gradients.get(0).toDoubles()[0]).isCloseTo(-1.847682530164, within(1e-12));
        }
    }

    private static double u(double c, int i, int j) {
        return Math.sin(c + 1.7 * i + 2.3 * j + 1.1 * i * j);
    }

    @Test
    void whatIsLearnedIsTheDerivativeOfTheLoss() {
        try (TensorScope scope = new TensorScope();
                Captured captured = new Captured();
                DeepFeatureAlignment alignment = small(DType.FLOAT64, 1)) {
            Tensor x = samples(DType.FLOAT64, 3);
            Tensor y = labels(DType.FLOAT64, 3);
            double[] beta = NOISE.derive("beta")
                    .uniform(DType.FLOAT64, Shape.of(3, 1), 0, 1)
                    .toDoubles();
            assertThat(beta).doesNotHaveDuplicates();
            DeepFeatureAlignment.Losses losses = alignment.update(x, y, NOISE, captured);
            assertThat(losses.left()).isCloseTo(left(alignment, x, y), within(1e-12));
            assertThat(losses.divergence()).isPositive();
            double step = 1e-5;
            for (String name : List.of(
                    "trunk.0.weight",
                    "trunk.3.weight",
                    "trunk.3.bias",
                    "mean.weight",
                    "log-variance.weight",
                    "classes.weight")) {
                Tensor theta = alignment.parameters().get(name);
                double[] at = theta.toDoubles();
                for (int i = 0; i < at.length; i += 7) {
                    double[] ends = new double[2];
                    for (int side = 0; side < 2; side++) {
                        double[] moved = at.clone();
                        moved[i] += side == 0 ? -step : step;
                        theta.copyInPlace(Tensor.of(DType.FLOAT64, theta.shape(), moved));
                        ends[side] = weighted(alignment, x, y, beta);
                    }
                    theta.copyInPlace(Tensor.of(DType.FLOAT64, theta.shape(), at));
                    double expected = (ends[0] - ends[1]) / (2 * step);
                    double[] found = captured.numbers(name);
                    assertThat(found[i]).as(name).isCloseTo(expected, within(1e-7));
                }
            }
        }
    }

    private static double left(DeepFeatureAlignment alignment, Tensor x, Tensor y) {
        try (TensorScope scope = new TensorScope()) {
            Tensor rest = x.sub(alignment.reconstruct(x, y, NOISE));
            return 0.5 * rest.mul(rest).sum().item() / x.size(0);
        }
    }

    /** The loss that is descended, sample by sample: a batch of one says its own divergence. */
    private static double weighted(DeepFeatureAlignment alignment, Tensor x, Tensor y, double[] beta) {
        double loss = left(alignment, x, y);
        try (Captured unused = new Captured()) {
            for (int i = 0; i < beta.length; i++) {
                double divergence = alignment
                        .update(x.narrow(0, i, 1), y.narrow(0, i, 1), NOISE, unused)
                        .divergence();
                loss += beta[i] * divergence / beta.length;
            }
        }
        return loss;
    }

    @Test
    void matricesBeginOrthonormal() {
        try (TensorScope scope = new TensorScope();
                DeepFeatureAlignment alignment = small(DType.FLOAT64, 1)) {
            for (String name : List.of("trunk.0.weight", "trunk.3.weight", "mean.weight")) {
                Tensor weight = alignment.parameters().get(name);
                long rows = weight.size(0);
                Tensor matrix = weight.reshape(Shape.of(rows, weight.elements() / rows));
                double[] products = matrix.matmul(matrix.transpose()).toDoubles();
                for (int i = 0; i < products.length; i++) {
                    assertThat(products[i]).as(name).isCloseTo(i % (rows + 1) == 0 ? 1 : 0, within(1e-12));
                }
            }
        }
    }

    @Test
    void aMatrixOfMoreRowsThanColumnsBeginsOrthonormalByItsColumns() {
        try (TensorScope scope = new TensorScope();
                DeepFeatureAlignment alignment = new DeepFeatureAlignment(
                        PICTURE, Chain.of(new Flatten(), new Linear(25, 3)), 7, 2, DType.FLOAT64, new Seed(1))) {
            Tensor weight = alignment.parameters().get("mean.weight");
            assertThat(weight.shape()).isEqualTo(Shape.of(7, 3));
            double[] products = weight.transpose().matmul(weight).toDoubles();
            for (int i = 0; i < products.length; i++) {
                assertThat(products[i]).isCloseTo(i % 4 == 0 ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void learningGivesSamplesBackAndDrawsByTheSameBitsFromTheSameSeed() {
        List<double[]> drawn = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (TensorScope scope = new TensorScope();
                    DeepFeatureAlignment alignment = small(DType.FLOAT32, 2);
                    Adam adam = new Adam(0.003, 0.5, 0.999, 1e-8, 0)) {
                Tensor x = samples(DType.FLOAT32, 10);
                Tensor y = labels(DType.FLOAT32, 10);
                ParameterUpdater updater = new Projected(adam, new Projection.Range(-Math.sqrt(2), Math.sqrt(2)));
                double before = left(alignment, x, y);
                for (int update = 0; update < 300; update++) {
                    alignment.update(x, y, new Seed(update), updater);
                }
                assertThat(left(alignment, x, y)).isLessThan(0.7 * before);
                Tensor pictures = alignment.draw(y, new Seed(5));
                assertThat(pictures.shape()).isEqualTo(PICTURE.batched(10));
                drawn.add(pictures.toDoubles());
                assertThat(Arrays.stream(drawn.get(run))).allMatch(pixel -> pixel >= 0 && pixel <= 1);
            }
        }
        assertThat(drawn.get(0)).containsExactly(drawn.get(1));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (TensorScope scope = new TensorScope();
                DeepFeatureAlignment alignment = small(DType.FLOAT32, 1)) {
            Tensor x = samples(DType.FLOAT32, 2);
            assertThatThrownBy(() -> alignment.reconstruct(x, labels(DType.FLOAT32, 3), NOISE))
                    .hasMessage("alignment expects labels of [2, 2], got [3, 2]");
            assertThatThrownBy(() -> alignment.reconstruct(x.reshape(Shape.of(2, 25)), labels(DType.FLOAT32, 2), NOISE))
                    .hasMessage("alignment expects samples of [1, 5, 5], got [2, 25]");
        }
    }
}
