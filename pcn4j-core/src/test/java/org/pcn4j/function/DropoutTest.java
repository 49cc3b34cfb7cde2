package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class DropoutTest {
    private static final Seed SEED = new Seed(19);
    private static final double P = 0.25;

    @Test
    void allPredictionsOfAnUpdateHaveOneMaskAndTheNextUpdateHasAnother() {
        try (TensorScope scope = new TensorScope()) {
            Dropout dropout = new Dropout(P);
            Tensor ones = Tensor.full(DType.FLOAT32, Shape.of(4, 50), 1);
            try (Pass update = Pass.learning(() -> SEED, List.of());
                    Pass same = Pass.learning(() -> SEED, List.of());
                    Pass next = Pass.learning(() -> SEED.derive(1), List.of())) {
                Tensor first = masked(dropout, ones, update);
                assertThat(masked(dropout, ones, update).isEqualTo(first)).isTrue();
                assertThat(masked(dropout, ones, same).isEqualTo(first)).isTrue();
                assertThat(masked(dropout, ones, next).isEqualTo(first)).isFalse();
            }
        }
    }

    @Test
    void theShareThatIsKeptIsOneMinusPAndItsScaleMakesUpForTheRest() {
        try (TensorScope scope = new TensorScope();
                Pass pass = Pass.learning(() -> SEED, List.of())) {
            Tensor ones = Tensor.full(DType.FLOAT64, Shape.of(100, 100), 1);
            double[] kept = masked(new Dropout(P), ones, pass).toDoubles();
            assertThat(Arrays.stream(kept).distinct()).containsExactlyInAnyOrder(0.0, 1 / (1 - P));
            double share = Arrays.stream(kept).filter(number -> number != 0).count() / 10_000.0;
            // Six standard deviations of the share of 10,000 draws.
            assertThat(share).isCloseTo(1 - P, within(6 * Math.sqrt(P * (1 - P) / 10_000)));
        }
    }

    @Test
    void twoDropoutsOfAChainDrawDifferentMasks() {
        try (TensorScope scope = new TensorScope();
                Pass pass = Pass.learning(() -> SEED, List.of())) {
            Tensor ones = Tensor.full(DType.FLOAT32, Shape.of(4, 50), 1);
            Prediction both = Chain.of(new Dropout(P), new Dropout(P)).predict(List.of(ones), List.of(), pass);
            Tensor one = both.parts().get(0).saved().get(0);
            Tensor other = both.parts().get(1).saved().get(0);
            assertThat(one.isEqualTo(other)).isFalse();
        }
    }

    @Test
    void anEvaluationAndAProbabilityOfZeroChangeNothing() {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT32, Shape.of(4, 50), 0, 1);
            try (Pass evaluating = Pass.evaluating(List.of());
                    Pass learning = Pass.learning(
                            () -> {
                                throw new AssertionError("nothing is to be drawn");
                            },
                            List.of())) {
                assertThat(masked(new Dropout(P), x, evaluating).isEqualTo(x)).isTrue();
                assertThat(masked(new Dropout(0), x, learning).isEqualTo(x)).isTrue();
            }
        }
    }

    /** The pullback keeps its mask, even where the update is over. */
    @Test
    void theMaskOutlivesItsUpdate() {
        try (TensorScope scope = new TensorScope()) {
            Dropout dropout = new Dropout(P);
            Tensor ones = Tensor.full(DType.FLOAT32, Shape.of(4, 50), 1);
            Prediction prediction;
            try (Pass pass = Pass.learning(() -> SEED, List.of())) {
                prediction = dropout.predict(List.of(ones), List.of(), pass);
            }
            Pullback pulled = dropout.pullback(prediction, ones, Wanted.everything(1));
            assertThat(pulled.inputs().get(0).isEqualTo(prediction.value())).isTrue();
        }
    }

    private static Tensor masked(Dropout dropout, Tensor x, Pass pass) {
        return dropout.predict(List.of(x), List.of(), pass).value();
    }
}
