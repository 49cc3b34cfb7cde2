package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Pass;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Pullback;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Products that are added to the sum of a shared parameter's Δθ as they are made. */
class SummedProductsTest {
    private static final Seed SEED = new Seed(58);

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, 32, 128, 28",
        "FLOAT32, 64, 128, 128",
        "FLOAT32, 7, 5, 3",
        "FLOAT32, 2000, 9, 33",
        "FLOAT64, 32, 20, 30"
    })
    void aProductThatIsAddedHasTheBitsOfOneThatIsAddedAfterwards(DType dtype, long batch, long out, long in) {
        try (TensorScope scope = new TensorScope();
                Fixtures.Restored threads = Fixtures.threads("mlp", 1)) {
            Tensor error = SEED.derive(1).normal(dtype, Shape.of(batch, out), 0, 0.1);
            Tensor x = SEED.derive(2).normal(dtype, Shape.of(batch, in), 0, 1);
            Tensor sum = SEED.derive(3).normal(dtype, Shape.of(out, in), 0, 1);
            Tensor afterwards = sum.add(LinearKernels.transposedProduct(error, x));
            Tensor before = sum.copy();
            if (LinearKernels.addTransposedProduct(sum, error, x)) {
                assertThat(sum.isEqualTo(afterwards)).isTrue();
            } else {
                assertThat(sum.isEqualTo(before)).isTrue();
            }
        }
    }

    /** OpenBLAS multiplies matrices that lie in columns by other kernels than those that were tried. */
    @ParameterizedTest
    @CsvSource({"384, 16, 128", "500, 200, 8", "500, 257, 7", "700, 5, 257"})
    void productsOfMatricesInColumnsAreAddedAfterwards(long batch, long out, long in) {
        try (TensorScope scope = new TensorScope();
                Fixtures.Restored threads = Fixtures.threads("mlp", 1)) {
            Tensor error = SEED.derive(1).normal(DType.FLOAT32, Shape.of(out, batch), 0, 0.1);
            Tensor x = SEED.derive(2).normal(DType.FLOAT32, Shape.of(in, batch), 0, 1);
            Tensor sum = SEED.derive(3).normal(DType.FLOAT32, Shape.of(out, in), 0, 1);
            Tensor before = sum.copy();
            assertThat(LinearKernels.addTransposedProduct(sum, error.transpose(), x.transpose()))
                    .isFalse();
            assertThat(sum.isEqualTo(before)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 32, 128, 128", "FLOAT32, 64, 128, 28", "FLOAT32, 7, 5, 2000", "FLOAT64, 32, 20, 30"})
    void aPredictionThatIsAddedHasTheBitsOfOneThatIsAddedAfterwards(DType dtype, long batch, long out, long in) {
        try (TensorScope scope = new TensorScope();
                Fixtures.Restored threads = Fixtures.threads("mlp", 1)) {
            Tensor weight = SEED.derive(1).normal(dtype, Shape.of(out, in), 0, 0.1);
            Tensor x = SEED.derive(2).normal(dtype, Shape.of(batch, in), 0, 1);
            Tensor sum = SEED.derive(3).normal(dtype, Shape.of(batch, out), 0, 1);
            Tensor afterwards = sum.add(LinearKernels.linear(x, weight));
            if (!LinearKernels.addLinear(sum, x, weight)) {
                sum.addInPlace(LinearKernels.linear(x, weight));
            }
            assertThat(sum.isEqualTo(afterwards)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void aLinearFunctionAddsItsProductAndReturnsTheSum(DType dtype) {
        try (TensorScope scope = new TensorScope();
                Fixtures.Restored threads = Fixtures.threads("mlp", 1)) {
            Linear linear = new Linear(30, 20);
            List<Tensor> theta = linear.parameters().stream()
                    .map(spec -> SEED.normal(dtype, spec.shape(), 0, 1))
                    .toList();
            Tensor x = SEED.normal(dtype, Shape.of(16, 30), 0, 1);
            Tensor error = SEED.normal(dtype, Shape.of(16, 20), 0, 1);
            Prediction prediction = linear.predict(List.of(x), theta, Pass.evaluating(List.of()));
            Wanted wanted = Wanted.everything(1);
            Pullback plain = linear.pullback(prediction, error, wanted);
            List<Tensor> sums = theta.stream().map(Tensor::copy).toList();
            Pullback added = linear.pullback(prediction, error, wanted.into(sums));
            Tensor sum = theta.get(0).add(plain.parameters().get(0));
            if (LinearKernels.addTransposedProduct(theta.get(0).copy(), error, x)) {
                assertThat(added.parameters().get(0)).isSameAs(sums.get(0));
                assertThat(sums.get(0).isEqualTo(sum)).isTrue();
            } else {
                assertThat(added.parameters()
                                .get(0)
                                .isEqualTo(plain.parameters().get(0)))
                        .isTrue();
            }
            assertThat(added.inputs().get(0).isEqualTo(plain.inputs().get(0))).isTrue();
        }
    }

    /** The sums over 28 steps, in autograd's order, at the size at which products are added. */
    @ParameterizedTest
    @CsvSource({"3", "64"})
    void anRnnsUpdateIsAutograds(int batch) {
        Network network = Models.rnn(Shape.of(28, 28), 128, 10, new CrossEntropy());
        try (TensorScope scope = new TensorScope();
                Fixtures.Restored threads = Fixtures.threads("rnn", 1);
                Parameters parameters = network.initialize(SEED, DType.FLOAT32);
                Captured ours = new Captured();
                Captured autograds = new Captured()) {
            Clamps clamps = Fixtures.random(network, SEED, DType.FLOAT32, batch);
            new PredictiveCoding(network, parameters, ours, ZeroDivergence.schedule(), SEED).update(clamps);
            new Backpropagation(network, parameters, autograds, SEED).update(clamps);
            for (Map.Entry<String, List<Tensor>> each : autograds.all().entrySet()) {
                assertThat(ours.only(each.getKey()).isEqualTo(each.getValue().get(0)))
                        .as(each.getKey())
                        .isTrue();
            }
        }
    }
}
