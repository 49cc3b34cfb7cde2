package org.pcn4j.train.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lengths, distances and angles of what rules say. */
class GradientTest {
    private static final double[] A = {1, -2, 0.5};
    private static final double[] B = {0.25, 3, 1};

    private static Gradient scaled(double factor, double... numbers) {
        return new Gradient(
                Map.of("w", DoubleStream.of(numbers).map(each -> factor * each).toArray()));
    }

    /** Powers of two, whose squares are too large or too small for a double. */
    @ParameterizedTest
    @ValueSource(ints = {0, 600, 1000, -600, -1000})
    void theirSizeChangesNoBitOfWhatIsTold(int exponent) {
        double factor = Math.scalb(1.0, exponent);
        Gradient a = scaled(factor, A);
        Gradient b = scaled(factor, B);
        assertThat(a.norm()).isEqualTo(factor * Math.sqrt(5.25));
        assertThat(a.distance(b)).isEqualTo(factor * Math.sqrt(0.5625 + 25 + 0.25));
        assertThat(a.relative(b)).isEqualTo(scaled(1, A).relative(scaled(1, B)));
        assertThat(a.cosine(b)).isEqualTo(scaled(1, A).cosine(scaled(1, B)));
        assertThat(a.cosine(scaled(1, B))).isEqualTo(-5.25 / (Math.sqrt(5.25) * Math.sqrt(10.0625)));
        assertThat(a.ratio(b)).isEqualTo(-5.25 / 10.0625);
        assertThat(a.angle(a)).isLessThan(1e-5);
        assertThat(a.angle(scaled(-factor, A))).isCloseTo(180, within(1e-5));
    }

    @Test
    void whatIsOppositeByRoundingHasAnAngle() {
        for (int i = 1; i < 200; i++) {
            double[] numbers = {Math.sin(i), Math.cos(i * i), Math.sin(3.0 * i)};
            assertThat(scaled(1, numbers).angle(scaled(-1, numbers))).isCloseTo(180, within(1e-5));
        }
    }

    @Test
    void nothingHasNoDirectionAndOverflowNoNumber() {
        Gradient zero = scaled(1, 0, 0, 0);
        assertThat(zero.norm()).isZero();
        assertThat(zero.cosine(scaled(1, A))).isNaN();
        assertThat(zero.relative(zero)).isZero();
        assertThat(scaled(1, Double.POSITIVE_INFINITY, 0, 0).norm()).isInfinite();
        assertThat(scaled(1, Double.NaN, 0, 0).cosine(scaled(1, A))).isNaN();
    }

    @Test
    void parametersAreSummedInTheOrderOfTheirNames() {
        List<String> names = IntStream.range(10, 30).mapToObj(Integer::toString).toList();
        Gradient all = new Gradient(names.stream().collect(Collectors.toMap(each -> each, each -> A)));
        assertThat(all.deltas().keySet()).containsExactlyElementsOf(names);
    }
}
