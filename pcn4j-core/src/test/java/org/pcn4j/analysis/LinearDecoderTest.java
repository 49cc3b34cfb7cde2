package org.pcn4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class LinearDecoderTest {
    private static final int[] LABELS = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};

    private static Tensor apart(double noise) {
        double[] numbers =
                new Seed(3).normal(DType.FLOAT64, Shape.of(12, 4), 0, noise).toDoubles();
        for (int i = 0; i < 12; i++) {
            numbers[i * 4 + LABELS[i]] += 1;
        }
        return Tensor.of(DType.FLOAT64, Shape.of(12, 4), numbers);
    }

    @Test
    void classesThatLieApartAreToldOnSamplesThatTheDecoderHasNotSeen() {
        try (TensorScope scope = new TensorScope()) {
            assertThat(LinearDecoder.crossValidated(apart(0.05), LABELS, 3, 3)).isEqualTo(1);
            Tensor nothing = new Seed(8).normal(DType.FLOAT64, Shape.of(12, 4), 0, 1);
            assertThat(LinearDecoder.crossValidated(nothing, LABELS, 3, 3)).isLessThan(0.75);
            try (LinearDecoder decoder = LinearDecoder.fit(apart(0.05), LABELS, 3)) {
                assertThat(decoder.predict(apart(0))).isEqualTo(LABELS);
            }
        }
    }

    @Test
    void moreFeaturesThanSamplesAndConstantOnesAreFitted() {
        try (TensorScope scope = new TensorScope()) {
            Tensor wide = new Seed(8).normal(DType.FLOAT32, Shape.of(12, 40), 0, 1);
            try (LinearDecoder decoder = LinearDecoder.fit(wide, LABELS, 3)) {
                assertThat(decoder.predict(wide)).isEqualTo(LABELS);
            }
            Tensor same = Tensor.full(DType.FLOAT32, Shape.of(12, 2), 0.5);
            assertThat(LinearDecoder.crossValidated(same, LABELS, 3, 3)).isLessThan(0.5);
        }
    }

    @Test
    void labelsThatDoNotFitAreRefused() {
        try (TensorScope scope = new TensorScope()) {
            assertThatThrownBy(() -> LinearDecoder.fit(apart(1), new int[3], 3))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("a label each");
            assertThatThrownBy(() -> LinearDecoder.crossValidated(apart(1), LABELS, 3, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
