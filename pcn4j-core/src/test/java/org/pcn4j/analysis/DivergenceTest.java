package org.pcn4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.pcn4j.Fixtures;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

class DivergenceTest {
    @Test
    void ulpsCountTheNumbersBetween() {
        assertThat(Divergence.ulps(1, Math.nextUp(1.0), DType.FLOAT64)).isEqualTo(1);
        assertThat(Divergence.ulps(1, Math.nextUp(1f), DType.FLOAT32)).isEqualTo(1);
        assertThat(Divergence.ulps(-Float.MIN_VALUE, Float.MIN_VALUE, DType.FLOAT32))
                .isEqualTo(2);
        assertThat(Divergence.ulps(-0.0, 0.0, DType.FLOAT32)).isZero();
        assertThat(Divergence.ulps(-0.0, 0.0, DType.FLOAT64)).isZero();
        assertThat(Divergence.ulps(1, 2, DType.FLOAT32)).isEqualTo(1 << 23);
        assertThat(Divergence.ulps(Double.NaN, 1, DType.FLOAT64)).isEqualTo(Long.MAX_VALUE);
        assertThat(Divergence.ulps(-Double.MAX_VALUE, Double.MAX_VALUE, DType.FLOAT64))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void distancesAreThoseOfTheNumbers() {
        try (TensorScope scope = new TensorScope()) {
            Tensor a = Tensor.of(DType.FLOAT64, Shape.of(2), 3, 4);
            Tensor b = Tensor.of(DType.FLOAT64, Shape.of(2), 0, 0);
            Divergence divergence = Divergence.between("w", a, b);
            assertThat(divergence.distance()).isEqualTo(5);
            assertThat(divergence.relativeDistance()).isEqualTo(1);
            assertThat(divergence.maxAbsolute()).isEqualTo(4);
            assertThat(divergence.bitwiseEqual()).isFalse();
            Divergence same = Divergence.between("w", a, a);
            assertThat(same.distance()).isZero();
            assertThat(same.maxUlp()).isZero();
            assertThat(same.bitwiseEqual()).isTrue();
            Tensor nan = Tensor.of(DType.FLOAT64, Shape.of(2), Double.NaN, 4);
            assertThat(Divergence.between("w", nan, nan).bitwiseEqual()).isFalse();
            assertThat(Divergence.between("w", a, nan).maxAbsolute()).isNaN();
            assertThatThrownBy(() -> Divergence.between("w", a, a.to(DType.FLOAT32)))
                    .hasMessage("'w' is float64 [2] on one side and float32 [2] on the other");
        }
    }

    @Test
    void aReportNamesTheParameterThatDiffers() {
        Network network = Fixtures.small("mlp", new CrossEntropy());
        try (Parameters a = network.initialize(new Seed(1), DType.FLOAT32);
                Parameters b = a.copy();
                Tensor delta = Tensor.full(DType.FLOAT32, Shape.of(8), 0.5)) {
            b.get("fc2.bias").addInPlace(delta);
            Divergence.Report report = Divergence.between(a, b);
            assertThat(report.parameters().stream().filter(each -> !each.bitwiseEqual()))
                    .singleElement()
                    .extracting(Divergence::name)
                    .isEqualTo("fc2.bias");
            assertThat(report.all().bitwiseEqual()).isFalse();
            assertThat(report.all().distance()).isBetween(1.414213, 1.414214);
        }
    }
}
