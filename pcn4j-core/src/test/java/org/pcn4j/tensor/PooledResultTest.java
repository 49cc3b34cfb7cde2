package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What kernels write into memory that served before, or over their operand, is what they give in memory of their own. */
class PooledResultTest {
    private static final Seed SEED = new Seed(57);
    private static final Path STATISTICS = Path.of("/proc/self/stat");
    /** Of {@code /proc/self/stat}, counted behind the name of the command. */
    private static final int MINOR_FAULTS = 7;

    private static Tensor drawn(DType dtype, long... sizes) {
        return SEED.normal(dtype, Shape.of(sizes), 0, 1);
    }

    private static void requireSame(Supplier<Tensor> kernel) {
        try (Tensor own = kernel.get().keep();
                TensorScope scope = TensorScope.reusing()) {
            kernel.get().close(); // so that the second result is written where the first one was
            assertThat(kernel.get().isEqualTo(own)).isTrue();
        }
    }

    @Test
    void aRectifiedTensorAndAMultipleAreTheSame() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            try (Tensor x = drawn(dtype, 3, 5, 7);
                    Tensor one = Tensor.of(dtype, Shape.of(), 0.3)) {
                requireSame(() -> ActivationKernels.relu(x));
                for (double factor : new double[] {0.1, -1.0 / 3, 0, 1e-40}) {
                    requireSame(() -> x.mul(factor));
                    requireSame(() -> one.mul(factor));
                }
            }
        }
    }

    @Test
    void anActivationWrittenOverItsInputIsWhatItIsElsewhere() {
        try (Tensor x = drawn(DType.FLOAT32, 4, 33);
                Tensor one = x.copy();
                Tensor two = x.copy();
                Tensor three = x.copy()) {
            assertThat(ActivationKernels.reluOver(one).orElseThrow().isEqualTo(ActivationKernels.relu(x)))
                    .isTrue();
            assertThat(ActivationKernels.tanhOver(two).orElseThrow().isEqualTo(ActivationKernels.tanh(x)))
                    .isTrue();
            assertThat(ActivationKernels.sigmoidOver(three).orElseThrow().isEqualTo(ActivationKernels.sigmoid(x)))
                    .isTrue();
            assertThat(one.isEqualTo(x)).as("it was written over").isFalse();
        }
    }

    @Test
    void theDerivativeOfAMaxPoolingIsTheSameInWhateverOrderItsErrorLies() {
        PoolGeometry overlapping = new PoolGeometry(Pair.of(3), Pair.of(2), Pair.of(1));
        try (Tensor drawn = drawn(DType.FLOAT32, 2, 5, 9, 9);
                Tensor x = ConvKernels.channelsLast(drawn);
                Tensor indices = PoolKernels.maxPool2d(x, overlapping).indices();
                Tensor error = drawn(DType.FLOAT32, 2, 5, 5, 5);
                Tensor ordered = ConvKernels.channelsLast(error);
                Tensor ofOrdered = PoolKernels.maxPool2dBackward(ordered, x, indices, overlapping)) {
            requireSame(() -> PoolKernels.maxPool2dBackward(error, x, indices, overlapping));
            try (Tensor found = PoolKernels.maxPool2dBackward(error, x, indices, overlapping);
                    Tensor inRows = PoolKernels.maxPool2dBackward(
                            error,
                            drawn,
                            PoolKernels.maxPool2d(drawn, overlapping).indices(),
                            overlapping)) {
                assertThat(found.isEqualTo(ofOrdered)).isTrue();
                assertThat(found.isEqualTo(inRows)).isTrue();
                assertThat(found.liesAs(x)).isTrue();
            }
        }
    }

    @Test
    void memoryOfALargeTensorServesTheNextOneWithoutTheSystem() throws IOException {
        assumeThat(Files.exists(STATISTICS)).isTrue();
        assumeThat(System.getenv().keySet()).noneMatch(name -> name.startsWith("MALLOC_") || name.contains("TUNABLES"));
        long pages = (8L << 20) / 4096;
        int rounds = 40;
        Tensor.full(DType.FLOAT32, Shape.of(2L << 20), 1).close();
        long before = minorFaults();
        for (int i = 0; i < rounds; i++) {
            Tensor.full(DType.FLOAT32, Shape.of(2L << 20), 1).close();
        }
        assertThat(minorFaults() - before).isLessThan(rounds * pages / 2);
    }

    private static long minorFaults() throws IOException {
        String all = Files.readString(STATISTICS);
        return Long.parseLong(all.substring(all.lastIndexOf(')') + 2).split(" ")[MINOR_FAULTS]);
    }
}
