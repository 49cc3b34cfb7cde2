package org.pcn4j.tensor;

import java.util.List;

/**
 * ATen's kernels for decompositions of matrices, by LAPACK. They are no part of any rule: closed forms, baselines and linear
 * decoders need them. All results are new tensors that the caller owns.
 */
public final class DecompositionKernels {
    private static final String LOWER = "L";

    /**
     * Not gelsy, libtorch's default: what it answers where columns are alike depends on what the memory held before, as if its
     * pivots were not set (libtorch 2.10; {@code SequenceMemoryTest} shows it).
     */
    private static final String BY_SINGULAR_VALUES = "gelsd";

    /** OpenBLAS's threads share no smaller systems, by far. */
    private static final long LEAST_SHARED = 64;

    private DecompositionKernels() {}

    /** Looked up on first use: few need them. */
    private static final class Unmapped {
        static final Operator EIGH = Operator.named("aten::linalg_eigh", "");
        static final Operator SOLVE = Operator.named("aten::linalg_solve", "");
        static final Operator CHOLESKY = Operator.named("aten::linalg_cholesky", "");
        static final Operator INVERSE = Operator.named("aten::cholesky_inverse", "");
        static final Operator LEAST_SQUARES = Operator.named("aten::linalg_lstsq", "");
    }

    /**
     * The eigenvalues and eigenvectors of a symmetric matrix. Owns both; close it.
     *
     * @param values [n], from the least to the greatest
     * @param vectors [n, n], a column each
     */
    public record Eigen(Tensor values, Tensor vectors) implements AutoCloseable {
        @Override
        public void close() {
            values.close();
            vectors.close();
        }
    }

    /** Returns eigenvalues and eigenvectors of a symmetric matrix, [n, n], of which the lower triangle is read. */
    public static Eigen symmetricEigen(Tensor matrix) {
        List<Tensor> both = Unmapped.EIGH.callAll(matrix, LOWER);
        return new Eigen(both.get(0), both.get(1));
    }

    /**
     * Returns A⁻¹B. A: [n, n], B: [n, m] → [n, m].
     *
     * @throws TensorException if A is singular
     */
    public static Tensor solve(Tensor a, Tensor b) {
        return a.size(0) < LEAST_SHARED
                ? Unmapped.SOLVE.call(a, b, true)
                : LargeStack.call(() -> Unmapped.SOLVE.call(a, b, true));
    }

    /**
     * Returns L, lower triangular, with LLᵀ = A. A: [n, n], symmetric, of which the lower triangle is read.
     *
     * @throws TensorException if A is not positive definite
     */
    public static Tensor cholesky(Tensor a) {
        return Unmapped.CHOLESKY.call(a, false);
    }

    /** Returns (LLᵀ)⁻¹, symmetric to the last bit. L: [n, n], of which the lower triangle is read. */
    public static Tensor inverseOfSquare(Tensor lower) {
        return Unmapped.INVERSE.call(lower, false);
    }

    /**
     * Returns the X for which ‖AX − B‖² is least, and of several the smallest, by singular values. A: [m, n], B: [m, k] → [n,
     * k].
     */
    public static Tensor leastSquares(Tensor a, Tensor b) {
        List<Tensor> all = Unmapped.LEAST_SQUARES.callAll(a, b, Operator.NONE, BY_SINGULAR_VALUES);
        all.subList(1, all.size()).forEach(Tensor::close);
        return all.get(0);
    }
}
