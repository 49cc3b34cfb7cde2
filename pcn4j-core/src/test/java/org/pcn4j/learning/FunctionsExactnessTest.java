package org.pcn4j.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.function.AdaptiveAvgPool2d;
import org.pcn4j.function.Average;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Concatenate;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.ConvTranspose2d;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.ForwardOnly;
import org.pcn4j.function.GroupNorm;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.LayerNorm;
import org.pcn4j.function.Linear;
import org.pcn4j.function.MatrixProduct;
import org.pcn4j.function.Pad;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.function.Permute;
import org.pcn4j.function.Product;
import org.pcn4j.function.Reshape;
import org.pcn4j.function.Silu;
import org.pcn4j.function.Slice;
import org.pcn4j.function.Softmax;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Tanh;
import org.pcn4j.function.Upsample;
import org.pcn4j.inference.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Z-IL equals BP, by {@code ==}, where functions have several uses of a node, statistics, masks or autograd inside. */
class FunctionsExactnessTest {
    private static final Seed SEED = new Seed(29);

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "FLOAT32, 2", "FLOAT64, 1", "FLOAT64, 2"})
    void zilHasTheBitsOfBpInParametersAndRunningStatistics(DType dtype, int threads) {
        Network network = network();
        try (Fixtures.Restored restored = Fixtures.threads("cnn", threads);
                TensorScope scope = new TensorScope();
                Parameters ofBp = network.initialize(SEED, dtype);
                Parameters ofZil = ofBp.copy();
                Optimizer one = new Adam(0.01);
                Optimizer other = new Adam(0.01)) {
            Learner bp = new Backpropagation(network, ofBp, one, SEED);
            Learner zil = new PredictiveCoding(network, ofZil, other, ZeroDivergence.schedule(), SEED);
            for (int update = 0; update < 12; update++) {
                Clamps clamps = Fixtures.random(network, SEED.derive(update), dtype, 5);
                assertThat(zil.update(clamps)).isEqualTo(bp.update(clamps));
            }
            Divergence divergence = Divergence.between(ofBp, ofZil).all();
            assertThat(divergence.bitwiseEqual()).as("%s", divergence).isTrue();
            assertThat(ofBp.buffers()).isNotEmpty();
            for (int i = 0; i < ofBp.buffers().size(); i++) {
                assertThat(ofBp.buffers().get(i).isEqualTo(ofZil.buffers().get(i)))
                        .as(ofBp.bufferSpecs().get(i).name())
                        .isTrue();
            }
        }
    }

    private static Network network() {
        ConvGeometry padded = new ConvGeometry(Pair.of(1), Pair.of(1), Pair.of(1), 1);
        return Network.builder()
                .input("x", Shape.of(2, 8, 8))
                .node("a", Chain.of(new Conv2d(2, 4, Pair.of(3), padded), new BatchNorm(4), new Silu()), "x")
                .node("b", Chain.of(new GroupNorm(2, 4), new Conv2d(4, 4, Pair.of(3), padded), new Dropout(0.2)), "a")
                .node("cat", new Concatenate(4), "a", "b", "a", "a")
                .node("pool", new AdaptiveAvgPool2d(2, 2), "cat")
                .node("up", Chain.of(new Upsample(2, Upsample.Mode.BILINEAR), new ConvTranspose2d(16, 3, 2)), "pool")
                .node("cut", Chain.of(new Slice(1, 1, 4), new Pad(1)), "up")
                .node("scores", new MatrixProduct(MatrixProduct.Second.TRANSPOSED), "cut", "cut")
                .node("weights", new Softmax(), "scores")
                .node("mixed", new MatrixProduct(), "weights", "weights")
                .node("gated", new Product(4), "scores", "mixed", "scores", "scores")
                .node("average", new Average(3), "gated", "mixed", "gated")
                .node(
                        "rows",
                        Chain.of(new Permute(1, 2, 0), new Reshape(75), new LayerNorm(75), new Linear(75, 6)),
                        "average")
                .node("h", new GatedLinear(6, 6), "rows", "rows")
                .node("i", new Product(3), "h", "rows", "rows")
                .output("y", new Linear(6, 5), new CrossEntropy(), "i")
                .build();
    }

    /** Autograd would add what comes back from a difference of two equal parents, and a later child's, in another order. */
    @Test
    void aForwardPassMayUseAnInputAsOftenAsItLikes() {
        Network network = Network.builder()
                .input("x", Shape.of(6))
                .node("a", new Linear(6, 6), "x")
                .node("m", new Bent(), "a", "a")
                .node("t", new Tanh(), "a")
                .output("y", Chain.of(Sum.ofInputs(2), new Linear(6, 5)), new CrossEntropy(), "m", "t")
                .build();
        try (TensorScope scope = new TensorScope();
                Parameters ofBp = network.initialize(SEED, DType.FLOAT32);
                Parameters ofZil = ofBp.copy()) {
            Learner bp = new Backpropagation(network, ofBp, new Sgd(0.1), SEED);
            Learner zil = new PredictiveCoding(network, ofZil, new Sgd(0.1), ZeroDivergence.schedule(), SEED);
            for (int update = 0; update < 12; update++) {
                Clamps clamps = Fixtures.random(network, SEED.derive(update), DType.FLOAT32, 33);
                assertThat(zil.update(clamps)).isEqualTo(bp.update(clamps));
            }
            assertThat(Divergence.between(ofBp, ofZil).all().bitwiseEqual()).isTrue();
        }
    }

    /** μ = (x − y + x) x tanh x. */
    private record Bent() implements ForwardOnly {
        @Override
        public Shape shape(List<Shape> inputs) {
            return inputs.get(0);
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            Tensor x = inputs.get(0);
            try (Tensor difference = x.sub(inputs.get(1));
                    Tensor shifted = difference.add(x);
                    Tensor product = shifted.mul(x);
                    Tensor bent = ActivationKernels.tanh(x)) {
                return product.mul(bent);
            }
        }
    }

    private record GatedLinear(long in, long out) implements ForwardOnly {
        @Override
        public Shape shape(List<Shape> inputs) {
            return Shape.of(out);
        }

        @Override
        public List<ParameterSpec> parameters() {
            Initializer initializer = Initializer.xavierUniform(1);
            return List.of(
                    new ParameterSpec("gate", Shape.of(out, in), initializer),
                    new ParameterSpec("value", Shape.of(out, in), initializer));
        }

        @Override
        public Tensor forward(List<Tensor> inputs, List<Tensor> parameters) {
            try (Tensor scores = LinearKernels.linear(inputs.get(0), parameters.get(0));
                    Tensor gate = ActivationKernels.tanh(scores);
                    Tensor value = LinearKernels.linear(inputs.get(1), parameters.get(1))) {
                return gate.mul(value);
            }
        }
    }
}
