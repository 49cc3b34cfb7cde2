package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

class NormalizationTest {
    private static final LabeledImages IMAGES = Shapes.generate(1, 40, 10).train();

    @Test
    void channelsOfTheirOwnStatisticsHaveMeanZeroAndDeviationOne() {
        Samples normalized = Normalization.of(IMAGES).applyTo(IMAGES.as(Shape.of(3 * 32 * 32)));
        try (TensorScope scope = new TensorScope()) {
            Batch batch = normalized.batch(IntStream.range(0, 40).toArray(), DType.FLOAT64);
            double[] numbers = batch.inputs().toDoubles();
            for (int channel = 0; channel < 3; channel++) {
                int wanted = channel;
                double[] own = IntStream.range(0, numbers.length)
                        .filter(i -> i / 1024 % 3 == wanted)
                        .mapToDouble(i -> numbers[i])
                        .toArray();
                double mean =
                        IntStream.range(0, own.length).mapToDouble(i -> own[i]).sum() / own.length;
                double square = IntStream.range(0, own.length)
                                .mapToDouble(i -> own[i] * own[i])
                                .sum()
                        / own.length;
                // Pixels are float32, their statistics those of the bytes they were made of.
                assertThat(mean).isCloseTo(0, within(1e-6));
                assertThat(square).isCloseTo(1, within(1e-6));
            }
            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(40, 3072));
            assertThat(normalized.kind()).isEqualTo(IMAGES.kind());
        }
    }

    @Test
    void aChannelThatIsTheSameEverywhereIsOnlyShifted() {
        LabeledImages gray = new LabeledImages("gray", 1, 2, 1, new byte[] {51, 51}, new byte[] {0});
        assertThat(Normalization.of(gray)).isEqualTo(Normalization.of(0.2, 1, 1));
    }

    @Test
    void statisticsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new Normalization(List.of(0.0), List.of()))
                .hasMessage("normalization: expected a mean and a deviation for each channel, found 1 and 0");
        assertThatThrownBy(() -> Normalization.of(0, 0, 1))
                .hasMessageStartingWith("normalization: expected finite means and finite deviations greater than 0");
        assertThatThrownBy(() -> Normalization.of(0, 1, 5).applyTo(IMAGES).batch(new int[] {0}, DType.FLOAT32))
                .hasMessage("normalization: expected numbers in 5 channels, found float64 [1, 3, 32, 32]");
    }
}
