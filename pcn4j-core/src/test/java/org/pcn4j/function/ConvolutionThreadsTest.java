package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Kernels;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Channels are padded to a multiple of 16, since the native derivative is not to be relied on otherwise. */
class ConvolutionThreadsTest {
    private static final Seed SEED = new Seed(43);

    @Test
    void paddedChannelsComputeWhatTheNativeConvolutionComputes() {
        ConvGeometry geometry = new ConvGeometry(Pair.of(1), Pair.of(1), new Pair(2, 3), 1);
        Conv2d conv = new Conv2d(4, 6, Pair.of(3), geometry);
        try (TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT64, Shape.of(2, 4, 9, 9), 0, 1);
            List<Tensor> theta = theta(conv, DType.FLOAT64);
            Tensor ours =
                    conv.predict(List.of(x), theta, Pass.evaluating(List.of())).value();
            Tensor nativeOne = Kernels.conv2d(x, theta.get(0), theta.get(1), geometry);
            assertThat(Divergence.between("value", nativeOne, ours).relativeDistance())
                    .isLessThan(1e-14);
        }
    }

    /** With two threads the native derivative of these very convolutions failed in most of such runs. */
    @Test
    void theDerivativeByTheInputIsTheSameEveryTimeWithTwoThreads() {
        try (Fixtures.Restored threads = Fixtures.threads("cnn", 2)) {
            for (long dilation : new long[] {1, 2}) {
                ConvGeometry geometry = new ConvGeometry(Pair.of(1), Pair.of(2), Pair.of(dilation), 1);
                Conv2d conv = new Conv2d(4, 6, Pair.of(5), geometry);
                for (int i = 0; i < 150; i++) {
                    try (TensorScope scope = new TensorScope()) {
                        Tensor x = SEED.derive(i).normal(DType.FLOAT32, Shape.of(7, 4, 9, 8), 0, 1);
                        Prediction prediction =
                                conv.predict(List.of(x), theta(conv, DType.FLOAT32), Pass.evaluating(List.of()));
                        Pullback first = conv.pullback(prediction, prediction.value(), Wanted.everything(1));
                        Pullback second = conv.pullback(prediction, prediction.value(), Wanted.everything(1));
                        assertThat(first.inputs()
                                        .get(0)
                                        .isEqualTo(second.inputs().get(0)))
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void paddedChannelsComputeWhatTheNativeTransposedConvolutionComputes() {
        ConvGeometry geometry = new ConvGeometry(Pair.of(2), Pair.of(1), new Pair(2, 3), 1);
        ConvTranspose2d conv = new ConvTranspose2d(6, 4, Pair.of(3), geometry, Pair.of(1));
        try (TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT64, Shape.of(2, 6, 9, 9), 0, 1);
            List<Tensor> theta = theta(conv, DType.FLOAT64);
            Tensor ours =
                    conv.predict(List.of(x), theta, Pass.evaluating(List.of())).value();
            Tensor nativeOne =
                    Kernels.convTranspose2d(x, theta.get(0), Optional.of(theta.get(1)), geometry, Pair.of(1));
            assertThat(Divergence.between("value", nativeOne, ours).relativeDistance())
                    .isLessThan(1e-14);
        }
    }

    /** oneDNN computes a transposed convolution by the derivative of a convolution by its input. */
    @Test
    void aTransposedConvolutionAndItsDerivativesAreTheSameEveryTimeWithTwoThreads() {
        try (Fixtures.Restored threads = Fixtures.threads("cnn", 2)) {
            for (long dilation : new long[] {1, 2}) {
                ConvGeometry geometry = new ConvGeometry(Pair.of(1), Pair.of(2), Pair.of(dilation), 1);
                ConvTranspose2d conv = new ConvTranspose2d(6, 4, Pair.of(5), geometry, Pair.of(0));
                for (int i = 0; i < 150; i++) {
                    try (TensorScope scope = new TensorScope()) {
                        Tensor x = SEED.derive(i).normal(DType.FLOAT32, Shape.of(7, 6, 9, 8), 0, 1);
                        List<Tensor> theta = theta(conv, DType.FLOAT32);
                        Prediction first = conv.predict(List.of(x), theta, Pass.evaluating(List.of()));
                        Prediction second = conv.predict(List.of(x), theta, Pass.evaluating(List.of()));
                        assertThat(first.value().isEqualTo(second.value())).isTrue();
                        assertThat(all(conv.pullback(first, first.value(), Wanted.everything(1))))
                                .zipSatisfy(
                                        all(conv.pullback(second, first.value(), Wanted.everything(1))),
                                        (one, other) ->
                                                assertThat(one.isEqualTo(other)).isTrue());
                    }
                }
            }
        }
    }

    private static List<Tensor> all(Pullback pulled) {
        return Stream.concat(pulled.inputs().stream(), pulled.parameters().stream())
                .toList();
    }

    private static List<Tensor> theta(Function conv, DType dtype) {
        return conv.parameters().stream()
                .map(spec -> spec.initializer().draw(SEED, dtype, spec.shape()))
                .toList();
    }
}
