package org.pcn4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decompositions by LAPACK, by whatever thread and by as many as there are. */
class DecompositionKernelsTest {
    private static Tensor matrix(int width, long seed) {
        return new Seed(seed).normal(DType.FLOAT64, Shape.of(width, width), 0, 1);
    }

    private static double largest(Tensor tensor) {
        return Arrays.stream(tensor.toDoubles()).map(Math::abs).max().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 63, 64, 300})
    void aSystemIsSolvedByEachNumberOfThreads(int width) {
        Threads before = Threads.current();
        try (TensorScope scope = new TensorScope()) {
            Tensor a = matrix(width, 1);
            Tensor x = matrix(width, 2);
            Tensor b = a.matmul(x);
            for (int threads : new int[] {1, 2, 4}) {
                Threads.forMatrices(threads).use();
                assertThat(largest(DecompositionKernels.solve(a, b).sub(x)))
                        .as("%d threads", threads)
                        .isLessThan(1e-9);
            }
        } finally {
            before.use();
        }
    }

    @Test
    void whatIsSolvedBelongsToTheOpenScope() {
        Tensor kept;
        Tensor left;
        try (TensorScope scope = new TensorScope()) {
            left = DecompositionKernels.solve(matrix(80, 1), matrix(80, 2));
            kept = DecompositionKernels.solve(matrix(80, 1), matrix(80, 2)).keep();
            assertThat(left.toDoubles()).isEqualTo(kept.toDoubles());
        }
        assertThatThrownBy(left::toDoubles).isInstanceOf(IllegalStateException.class);
        try (kept) {
            assertThat(kept.isFinite()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 80})
    void aSingularSystemIsRefusedInALine(int width) {
        try (TensorScope scope = new TensorScope()) {
            Tensor zeros = Tensor.full(DType.FLOAT64, Shape.of(width, width), 0);
            Tensor right = matrix(width, 1);
            assertThatThrownBy(() -> DecompositionKernels.solve(zeros, right))
                    .isInstanceOf(TensorException.class)
                    .hasMessageContaining("singular")
                    .hasMessageNotContaining("\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 80})
    void aClosedMatrixIsRefusedAsByEveryKernel(int width) {
        Tensor closed = matrix(width, 1);
        closed.close();
        try (Tensor right = matrix(width, 2)) {
            assertThatThrownBy(() -> DecompositionKernels.solve(right, closed))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a tensor is used after it was closed");
        }
    }

    @Test
    void anInterruptionIsKeptForLater() {
        try (TensorScope scope = new TensorScope()) {
            Thread.currentThread().interrupt();
            Tensor solved = DecompositionKernels.solve(matrix(80, 1), matrix(80, 2));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(solved.isFinite()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 300, 784})
    void theInverseByItsFactorIsTheInverseAndSymmetricToTheLastBit(int width) {
        Threads before = Threads.current();
        Threads.forMatrices(2).use();
        try (TensorScope scope = new TensorScope()) {
            Tensor a = matrix(width, 3);
            Tensor identity = Tensor.of(
                    DType.FLOAT64,
                    Shape.of(width, width),
                    IntStream.range(0, width * width)
                            .mapToDouble(i -> i % (width + 1) == 0 ? 1 : 0)
                            .toArray());
            Tensor square = a.matmul(a.transpose()).add(identity, width);
            Tensor inverse = DecompositionKernels.inverseOfSquare(DecompositionKernels.cholesky(square));
            assertThat(largest(square.matmul(inverse).sub(identity))).isLessThan(1e-12);
            assertThat(inverse.transpose().contiguous().toDoubles()).isEqualTo(inverse.toDoubles());
        } finally {
            before.use();
        }
    }
}
