package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Which values of a chain's functions serve again for the next one's. */
class ChainTest {
    private static final Seed SEED = new Seed(58);
    private static final long WIDTH = 6;

    private static Tensor drawn(String name, long... sizes) {
        return SEED.derive(name).normal(DType.FLOAT32, Shape.of(sizes), 0, 1);
    }

    private static List<Tensor> theta() {
        return List.of(drawn("weight", WIDTH, WIDTH), drawn("bias", WIDTH));
    }

    private static Prediction predicted(Function function, List<Tensor> inputs, List<Tensor> theta) {
        return function.predict(inputs, theta, Pass.evaluating(List.of()));
    }

    @Test
    void anActivationIsWrittenOverWhatNoPullbackLooksAt() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = drawn("x", 3, WIDTH);
            List<Tensor> theta = theta();
            for (Elementwise activation : List.of(new Relu(), new Tanh(), new Sigmoid())) {
                Prediction apart = predicted(new Linear(WIDTH, WIDTH), List.of(x), theta);
                Prediction chained = predicted(Chain.of(new Linear(WIDTH, WIDTH), activation), List.of(x), theta);
                assertThat(chained.value().isEqualTo(activation.apply(apart.value())))
                        .as("%s", activation)
                        .isTrue();
                assertThat(chained.parts().get(0).value().isEqualTo(chained.value()))
                        .as("one memory for both")
                        .isTrue();
            }
        }
    }

    @Test
    void whatADerivativeLooksAtAndWhatOthersHoldStaysAsItIs() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = drawn("x", 3, WIDTH);
            Tensor before = x.copy();
            List<Tensor> theta = theta();
            Prediction apart = predicted(new Linear(WIDTH, WIDTH), List.of(x), theta);
            Prediction gelu = predicted(Chain.of(new Linear(WIDTH, WIDTH), new Gelu()), List.of(x), theta);
            assertThat(gelu.parts().get(0).value().isEqualTo(apart.value())).isTrue();
            predicted(Chain.of(new Identity(), new Relu()), List.of(x), List.of());
            predicted(Chain.of(new Relu()), List.of(x), List.of());
            Prediction twice =
                    predicted(Chain.of(new Linear(WIDTH, WIDTH), new Tanh(), new Sigmoid()), List.of(x), theta);
            assertThat(twice.parts().get(1).value().isEqualTo(new Tanh().apply(apart.value())))
                    .as("tanh pulls back by its result")
                    .isTrue();
            assertThat(x.isEqualTo(before)).isTrue();
        }
    }

    @Test
    void aSumIsAddedUpInItsFirstTermUnlessThatIsAnInput() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = drawn("x", 3, WIDTH);
            Tensor y = drawn("y", 3, WIDTH);
            Tensor first = x.copy();
            Tensor second = y.copy();
            List<Tensor> theta = theta();
            Term weighted = new Term("w", new Linear(WIDTH, WIDTH));
            Term plain = new Term("", new Identity());
            Tensor product =
                    predicted(new Linear(WIDTH, WIDTH), List.of(x), theta).value();
            Prediction sum = predicted(Sum.of(weighted, plain, plain), List.of(x, y, y), theta);
            assertThat(sum.value().isEqualTo(product.add(y).add(y))).isTrue();
            assertThat(sum.parts().get(0).value().isEqualTo(sum.value())).isTrue();
            Prediction other = predicted(Sum.of(plain, weighted), List.of(y, x), theta);
            assertThat(other.value().isEqualTo(y.add(product))).isTrue();
            assertThat(x.isEqualTo(first) && y.isEqualTo(second))
                    .as("inputs stay")
                    .isTrue();
        }
    }
}
