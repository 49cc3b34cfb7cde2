package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.Fixtures;

/** What a thread computes alone beside pools of several. */
class UndividedTest {
    private static final Seed SEED = new Seed(61);

    private static Tensor normal(String name, DType dtype, Shape shape) {
        return SEED.derive(name).normal(dtype, shape, 0, 1);
    }

    /** Returns what a kernel gives alone where products have two threads, and three. */
    private static List<Tensor> alone(Supplier<Tensor> kernel) {
        List<Tensor> results = new ArrayList<>();
        for (int threads : new int[] {2, 3, 2}) {
            try (Fixtures.Restored restored = Fixtures.threads("mlp", threads)) {
                results.add(Threads.alone(kernel));
            }
        }
        return results;
    }

    private static void assertAlike(Tensor whole, List<Tensor> found) {
        double bound = whole.dtype() == DType.FLOAT64 ? 1e-10 : 1e-3;
        double[] expected = whole.toDoubles();
        double[] numbers = found.get(0).toDoubles();
        assertThat(found.get(0).shape()).isEqualTo(whole.shape());
        for (int i = 0; i < expected.length; i++) {
            assertThat(numbers[i]).isCloseTo(expected[i], within(bound));
        }
        assertThat(found).allMatch(each -> each.isEqualTo(found.get(0)));
    }

    static Stream<Arguments> sizes() {
        return Stream.of(new long[][] {{1, 784, 1400}, {1, 3136, 128}, {1, 2000, 2001}, {3, 784, 600}, {8, 1030, 170}})
                .flatMap(size -> Stream.of(DType.FLOAT32, DType.FLOAT64)
                        .map(dtype -> Arguments.of(size[0], size[1], size[2], dtype)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aProductInPartsIsTheWholeButForRoundingAndHasTheSameBitsHoweverManyThreadsThereAre(
            long rows, long in, long out, DType dtype) {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = normal("x", dtype, Shape.of(rows, in));
            Tensor weight = normal("w", dtype, Shape.of(out, in));
            Tensor bias = normal("b", dtype, Shape.of(out));
            assertAlike(LinearKernels.linear(x, weight, bias), alone(() -> LinearKernels.linear(x, weight, bias)));
            assertAlike(LinearKernels.linear(x, weight), alone(() -> LinearKernels.linear(x, weight)));
        }
    }

    @Test
    void soIsTheConvolutionOfOneImageInFloat32() {
        DType dtype = DType.FLOAT32;
        ConvGeometry strided = new ConvGeometry(new Pair(2, 1), new Pair(1, 0), new Pair(1, 2), 2);
        try (TensorScope scope = new TensorScope()) {
            Tensor image = normal("x", dtype, Shape.of(1, 32, 20, 24));
            Tensor grouped = normal("g", dtype, Shape.of(64, 16, 3, 3));
            Tensor weight = normal("w", dtype, Shape.of(64, 32, 3, 3));
            Tensor bias = normal("b", dtype, Shape.of(64));
            assertAlike(
                    ConvKernels.conv2d(image, weight, bias, ConvGeometry.PLAIN),
                    alone(() -> ConvKernels.conv2d(image, weight, bias, ConvGeometry.PLAIN)));
            assertAlike(
                    ConvKernels.conv2d(image, grouped, strided),
                    alone(() -> ConvKernels.conv2d(image, grouped, strided)));
        }
    }

    @Test
    void whatIsLargeIsCutWhereThreadsWouldShareItAndNowhereElse() {
        try (TensorScope scope = new TensorScope();
                Fixtures.Restored restored = Fixtures.threads("mlp", 2)) {
            long most = Undivided.widest(DType.FLOAT32, 1, 512);
            Tensor x = normal("x", DType.FLOAT32, Shape.of(1, 512));
            Tensor large = normal("w", DType.FLOAT32, Shape.of(most + 1, 512));
            Tensor small = normal("w", DType.FLOAT32, Shape.of(most, 512));
            assertThat(Undivided.cuts(x, large)).isFalse();
            assertThat(Threads.alone(() -> Undivided.cuts(x, large))).isTrue();
            assertThat(Threads.alone(() -> Undivided.cuts(x, small))).isFalse();
            Threads.forMatrices(1).use();
            assertThat(Threads.alone(() -> Undivided.cuts(x, large))).isFalse();
        }
    }

    @Test
    void theSettingAndOtherThreadsStayAsTheyAre() {
        try (Fixtures.Restored restored = Fixtures.threads("mlp", 2)) {
            Threads before = Threads.current();
            Threads.alone(() -> {
                assertThat(ThreadPools.alone()).isTrue();
                assertThat(Threads.current()).isEqualTo(before);
                assertThat(CompletableFuture.supplyAsync(ThreadPools::alone).join())
                        .isFalse();
                // One within another ends with the outer one.
                Threads.alone(() -> 0);
                assertThat(ThreadPools.alone()).isTrue();
                return 0;
            });
            assertThat(ThreadPools.alone()).isFalse();
        }
    }
}
