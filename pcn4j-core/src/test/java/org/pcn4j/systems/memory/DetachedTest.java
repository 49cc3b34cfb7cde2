package org.pcn4j.systems.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Pass;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Pullback;
import org.pcn4j.function.Wanted;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class DetachedTest {
    private static final Seed SEED = new Seed(9);
    private final Linear linear = new Linear(4, 3);
    private final Detached detached = new Detached(linear);

    @Test
    void itPredictsAndLearnsAsTheFunctionInIt() {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> theta = List.of(normal(3, 4), normal(3));
            List<Tensor> inputs = List.of(normal(5, 4));
            Tensor error = normal(5, 3);
            Pass pass = Pass.evaluating(List.of());
            Prediction own = detached.predict(inputs, theta, pass);
            Prediction inner = linear.predict(inputs, theta, pass);
            assertThat(own.value().isEqualTo(inner.value())).isTrue();
            Pullback pulled = detached.pullback(own, error, Wanted.everything(1));
            Pullback expected = linear.pullback(inner, error, Wanted.everything(1));
            for (int i = 0; i < expected.parameters().size(); i++) {
                assertThat(pulled.parameters()
                                .get(i)
                                .isEqualTo(expected.parameters().get(i)))
                        .isTrue();
            }
            assertThat(detached.parameters()).isEqualTo(linear.parameters());
            assertThat(detached.shape(List.of(Shape.of(4)))).isEqualTo(Shape.of(3));
        }
    }

    @Test
    void itsInputsAreToldNothing() {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> inputs = List.of(normal(5, 4));
            Prediction prediction =
                    detached.predict(inputs, List.of(normal(3, 4), normal(3)), Pass.evaluating(List.of()));
            Pullback pulled = detached.pullback(prediction, normal(5, 3), new Wanted(List.of(true), false));
            assertThat(pulled.inputs()).hasSize(1);
            assertThat(pulled.inputs().get(0).isEqualTo(inputs.get(0).zerosLike()))
                    .isTrue();
            assertThat(pulled.parameters()).isEmpty();
        }
    }

    private static Tensor normal(long... sizes) {
        return SEED.normal(DType.FLOAT64, Shape.of(sizes), 0, 1);
    }
}
