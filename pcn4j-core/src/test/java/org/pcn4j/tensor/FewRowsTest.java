package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;
import org.pcn4j.learning.Adam;

/** Products in blocks have the bits of whole ones, which libtorch's autograd computes. */
class FewRowsTest {
    /** More than the products that are computed without a transposed copy. */
    private static final int PRODUCTS = 5;

    static Stream<Arguments> sizes() {
        return Stream.of(new long[][] {
                    {1, 1024, 1024},
                    {2, 1000, 700},
                    {4, 512, 512},
                    {8, 784, 512},
                    {8, 512, 784},
                    {13, 640, 320},
                    {16, 512, 512},
                    {31, 400, 401},
                    {32, 1500, 300}
                })
                .map(size -> Arguments.of(size[0], size[1], size[2]));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aFewRowsTimesAMatrixHaveTheBitsOfTheWholeProduct(long rows, long in, long out) {
        Seed seed = new Seed(rows + in + out);
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope()) {
            Tensor x = seed.derive("x").normal(DType.FLOAT32, Shape.of(rows, in), 0, 1);
            Tensor error = seed.derive("e").normal(DType.FLOAT32, Shape.of(rows, out), 0, 1);
            Tensor weight = seed.derive("w").normal(DType.FLOAT32, Shape.of(out, in), 0, 1);
            Tensor bias = seed.derive("b").normal(DType.FLOAT32, Shape.of(out), 0, 1);
            // Outside of a scope that reuses memory, a product is what libtorch makes of it.
            Tensor predicted = LinearKernels.linear(x, weight, bias);
            Tensor plain = LinearKernels.linear(x, weight);
            Tensor pulled = error.matmul(weight);
            try (TensorScope reusing = TensorScope.reusing()) {
                for (int i = 0; i < PRODUCTS; i++) {
                    assertThat(LinearKernels.linear(x, weight, bias).isEqualTo(predicted))
                            .as("x Wᵀ + b")
                            .isTrue();
                    assertThat(LinearKernels.linear(x, weight).isEqualTo(plain))
                            .as("x Wᵀ")
                            .isTrue();
                    assertThat(error.matmul(weight).isEqualTo(pulled)).as("e W").isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aMatrixThatAdamHasMovedInOnePassIsMultipliedAsItIsNow(long rows, long in, long out) {
        Seed seed = new Seed(rows + in + out);
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope();
                Adam adam = new Adam(0.1).fused()) {
            Tensor x = seed.derive("x").normal(DType.FLOAT32, Shape.of(rows, in), 0, 1);
            Tensor weight = seed.derive("w").normal(DType.FLOAT32, Shape.of(out, in), 0, 1);
            for (int move = 0; move < 3; move++) {
                Tensor now = LinearKernels.linear(x, weight);
                try (TensorScope reusing = TensorScope.reusing()) {
                    for (int i = 0; i < PRODUCTS; i++) {
                        assertThat(LinearKernels.linear(x, weight).isEqualTo(now))
                                .isTrue();
                    }
                }
                adam.update("w", weight, weight.copy());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aMatrixThatWasMovedIsMultipliedAsItIsNow(long rows, long in, long out) {
        Seed seed = new Seed(rows + in + out);
        try (Fixtures.Restored threads = Fixtures.threads("mlp", 1);
                TensorScope scope = new TensorScope()) {
            Tensor x = seed.derive("x").normal(DType.FLOAT32, Shape.of(rows, in), 0, 1);
            Tensor weight = seed.derive("w").normal(DType.FLOAT32, Shape.of(out, in), 0, 1);
            for (int move = 0; move < 3; move++) {
                Tensor now = LinearKernels.linear(x, weight);
                try (TensorScope reusing = TensorScope.reusing()) {
                    for (int i = 0; i < PRODUCTS; i++) {
                        assertThat(LinearKernels.linear(x, weight).isEqualTo(now))
                                .isTrue();
                    }
                }
                for (Tensor piece : weight.pieces()) {
                    piece.mulInPlace(1.5);
                }
                assertThat(LinearKernels.linear(x, weight).isEqualTo(now)).isFalse();
            }
        }
    }
}
