package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

class InitializerTest {
    private static final Shape SHAPE = Shape.of(64, 16, 5, 5);
    private static final double FAN_IN = 16 * 25;
    private static final double FAN_OUT = 64 * 25;

    private static double[] draw(Initializer initializer) {
        try (TensorScope scope = new TensorScope()) {
            return initializer.draw(new Seed(1), DType.FLOAT64, SHAPE).toDoubles();
        }
    }

    private static void assertSpread(Initializer initializer, double expected) {
        double[] numbers = draw(initializer);
        double mean = Arrays.stream(numbers).average().orElseThrow();
        double variance = Arrays.stream(numbers)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0, within(0.03 * expected));
        assertThat(Math.sqrt(variance)).isCloseTo(expected, within(0.02 * expected));
    }

    private static void assertBound(Initializer initializer, double bound) {
        assertThat(Arrays.stream(draw(initializer)).map(Math::abs).max().orElseThrow())
                .isLessThanOrEqualTo(bound)
                .isGreaterThan(0.99 * bound);
        assertSpread(initializer, bound / Math.sqrt(3));
    }

    @Test
    void namedInitializersHaveTheSpreadTheyAreNamedFor() {
        assertBound(Initializer.uniform(0.3), 0.3);
        assertSpread(Initializer.normal(0.3), 0.3);
        assertBound(Initializer.xavierUniform(1), Math.sqrt(6 / (FAN_IN + FAN_OUT)));
        assertSpread(Initializer.xavierNormal(2), 2 * Math.sqrt(2 / (FAN_IN + FAN_OUT)));
        assertBound(Initializer.kaimingUniform(Math.sqrt(2)), Math.sqrt(6 / FAN_IN));
        assertSpread(Initializer.kaimingNormal(Math.sqrt(2)), Math.sqrt(2 / FAN_IN));
        assertThat(draw(Initializer.constant(0.25))).containsOnly(0.25);
        assertThat(draw(Initializer.zeros())).containsOnly(0);
    }

    @Test
    void layersStartAsPyTorchsDo() {
        assertBound(new Conv2d(16, 64, 5).parameters().get(0).initializer(), 1 / Math.sqrt(FAN_IN));
        assertBound(new Linear(49, 10).parameters().get(0).initializer(), 1 / 7.0);
        assertBound(new Linear(49, 10).parameters().get(1).initializer(), 1 / 7.0);
        assertThat(new Linear(49, 10)
                        .withWeights(Initializer.zeros())
                        .withBias(Initializer.zeros())
                        .parameters())
                .allSatisfy(spec -> assertThat(draw(spec.initializer())).containsOnly(0));
    }

    @Test
    void fansOfAVectorAreRefused() {
        assertThatThrownBy(() -> Initializer.xavierNormal(1).draw(new Seed(1), DType.FLOAT32, Shape.of(3)))
                .hasMessage("fan-in and fan-out are defined for [out, in, …], not for [3]");
    }

    @Test
    void aParameterOfMoreNumbersThanCanBeDrawnIsRefusedByName() {
        assertThatThrownBy(() -> new Linear(200_000, 200_000).parameters())
                .isInstanceOf(ShapeException.class)
                .hasMessage("parameter 'weight': expected at most 2,147,483,647 numbers, found 40,000,000,000, of the"
                        + " shape [200000, 200000]");
    }
}
