package org.pcn4j.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.pcn4j.Fixtures;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.ConvKernels;
import org.pcn4j.tensor.DType;
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
            Tensor nativeOne = ConvKernels.conv2d(x, theta.get(0), theta.get(1), geometry);
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

    /** Where channels lie next to each other, oneDNN takes other paths; one of them, left out, wrote beyond its memory. */
    @Test
    void convolutionsOfAllShapesAreRightAndTheSameEveryTimeWithTwoThreads() {
        try (Fixtures.Restored threads = Fixtures.threads("cnn", 2)) {
            for (long in : new long[] {1, 3, 16}) {
                for (long out : new long[] {16, 32}) {
                    for (long side : new long[] {1, 3, 5}) {
                        for (long stride : new long[] {1, 2}) {
                            ConvGeometry geometry = new ConvGeometry(Pair.of(stride), Pair.of(side / 2), Pair.of(1), 1);
                            assertRightAndRepeatable(new Conv2d(in, out, Pair.of(side), geometry), in);
                        }
                    }
                }
            }
        }
    }

    private static void assertRightAndRepeatable(Conv2d conv, long in) {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = SEED.normal(DType.FLOAT32, Shape.of(5, in, 16, 9), 0, 1);
            List<Tensor> theta = theta(conv, DType.FLOAT32);
            List<Tensor> first = everything(conv, x, theta);
            List<Tensor> exact = everything(
                    conv,
                    x.to(DType.FLOAT64),
                    theta.stream().map(parameter -> parameter.to(DType.FLOAT64)).toList());
            for (int i = 0; i < first.size(); i++) {
                assertThat(Divergence.between(
                                        "result", exact.get(i), first.get(i).to(DType.FLOAT64))
                                .relativeDistance())
                        .as("result %d of %s", i, conv)
                        .isLessThan(1e-6);
            }
            for (int repetition = 0; repetition < 10; repetition++) {
                List<Tensor> again = everything(conv, x, theta);
                for (int i = 0; i < first.size(); i++) {
                    assertThat(again.get(i).isEqualTo(first.get(i)))
                            .as("result %d of %s", i, conv)
                            .isTrue();
                }
            }
        }
    }

    private static List<Tensor> everything(Conv2d conv, Tensor x, List<Tensor> theta) {
        Prediction prediction = conv.predict(List.of(x), theta, Pass.evaluating(List.of()));
        Pullback pulled = conv.pullback(prediction, prediction.value(), Wanted.everything(1));
        List<Tensor> all = new ArrayList<>(List.of(prediction.value()));
        all.addAll(pulled.inputs());
        all.addAll(pulled.parameters());
        return all;
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
                    ConvKernels.convTranspose2d(x, theta.get(0), Optional.of(theta.get(1)), geometry, Pair.of(1));
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
