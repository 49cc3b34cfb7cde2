package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;

/** What a prediction takes, counted by hand. */
class MultiplicationsTest {
    private static long of(Function function, Shape... inputs) {
        return function.multiplications(List.of(inputs));
    }

    @Test
    void aMatrixMultipliesEachNumberByEachRow() {
        assertThat(of(new Linear(5, 3), Shape.of(5))).isEqualTo(15);
        assertThat(of(new Linear(8, 3), Shape.of(6, 8))).isEqualTo(6 * 24);
        assertThat(of(new MatrixProduct(), Shape.of(5, 4), Shape.of(4, 3))).isEqualTo(60);
        assertThat(of(new MatrixProduct(), Shape.of(2, 5, 4), Shape.of(2, 4, 3)))
                .isEqualTo(120);
    }

    @Test
    void aConvolutionAndItsTransposeMultiplyTheSameNumbers() {
        assertThat(of(new Conv2d(4, 6, 3), Shape.of(4, 6, 6))).isEqualTo(16 * 6 * 36);
        assertThat(of(new ConvTranspose2d(6, 4, 3), Shape.of(6, 4, 4))).isEqualTo(16 * 6 * 36);
        Conv2d grouped = new Conv2d(4, 6, Pair.of(3), new ConvGeometry(Pair.of(1), Pair.of(0), Pair.of(1), 2));
        assertThat(of(grouped, Shape.of(4, 6, 6))).isEqualTo(16 * 6 * 18);
    }

    @Test
    void attentionMultipliesPlacesByPlaces() {
        Shape heads = Shape.of(2, 5, 4);
        assertThat(of(new ScaledDotProductAttention(Mask.NONE), heads, heads, heads))
                .isEqualTo(2 * 2 * 5 * 5 * 4);
        assertThat(of(new MultiHeadAttention(8, 2, Mask.NONE), Shape.of(6, 8))).isEqualTo(4 * 6 * 64 + 2 * 6 * 6 * 8);
    }

    @Test
    void whatIsMadeOfOthersAddsThemUp() {
        assertThat(of(Chain.of(new Linear(5, 7), new Gelu(), new Linear(7, 2)), Shape.of(5)))
                .isEqualTo(35 + 7 + 14);
        Sum sum = Sum.of(new Term("input", new Linear(4, 6)), new Term("state", new Linear(6, 6)));
        assertThat(of(sum, Shape.of(4), Shape.of(6))).isEqualTo(24 + 36);
        assertThat(of(new Tanh(), Shape.of(5))).isEqualTo(5);
    }
}
