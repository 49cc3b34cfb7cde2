package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Products of a few rows with a large float32 matrix. OpenBLAS lays out the whole matrix anew for each of them, which
 * takes longer than the product, unless it is small enough for its kernels for small products. Cut into blocks of that
 * size, along the sum where OpenBLAS cuts it anyway, the product has the same bits and takes a third of the time.
 *
 * <p>Where OpenBLAS cuts depends on the processor. So a product of each size is tried first, whole and in blocks, and
 * blocks are used only where they have the same bits and are faster.
 */
final class FewRows {
    /** From so many multiplications on, OpenBLAS has no small kernel. */
    private static final long SMALL = 1_000_000;

    private static final long MOST_ROWS = 32;
    private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;
    private static final int NOT_TRANSPOSED = openblas_nolapack.CblasNoTrans;
    private static final long NARROWEST_BLOCK = 64;
    private static final int TRIALS = 5;

    /** The greatest lengths of a sum that OpenBLAS does not cut, on one processor or another. */
    private static final List<Long> LONGEST_SUMS = List.of(448L, 384L, 320L, 256L, 512L);

    private static final Map<Size, Blocks> FOUND = new ConcurrentHashMap<>();

    private FewRows() {}

    /** Tells whether products of this kind may be faster in blocks, with OpenBLAS as it is set. */
    static boolean may(@Nullable Layout x, @Nullable Layout matrix) {
        return x != null
                && matrix != null
                && x.isMatrix()
                && matrix.isMatrix()
                && x.dtype() == DType.FLOAT32
                && x.sizes()[0] <= MOST_ROWS
                && x.sizes()[0] * matrix.elements() > SMALL
                && !ThreadPools.productsSplit();
    }

    /**
     * Writes x M, plus a bias in each row, into a matrix.
     *
     * @param x [rows, n], row by row; {@code matrix} [n, m] as well
     * @return whether it was done: not where blocks are of no use
     */
    static boolean multiply(
            org.bytedeco.pytorch.Tensor into,
            org.bytedeco.pytorch.@Nullable Tensor bias,
            org.bytedeco.pytorch.Tensor x,
            org.bytedeco.pytorch.Tensor matrix) {
        Blocks blocks = blocks(new Size(x.size(0), matrix.size(0), matrix.size(1)));
        if (!blocks.useful()) {
            return false;
        }
        blocks.multiply(into, bias, x, matrix);
        return true;
    }

    /** Tells whether products of this size are faster in blocks. */
    static boolean useful(long rows, long inner, long columns) {
        return blocks(new Size(rows, inner, columns)).useful();
    }

    private static Blocks blocks(Size size) {
        Blocks known = FOUND.get(size);
        if (known == null) {
            known = tried(size);
            FOUND.put(size, known);
        }
        return known;
    }

    private static Blocks tried(Size size) {
        try (PointerScope scope = new PointerScope();
                org.bytedeco.pytorch.Tensor x = numbers(size.rows(), size.inner());
                org.bytedeco.pytorch.Tensor matrix = numbers(size.inner(), size.columns());
                org.bytedeco.pytorch.Tensor bias = numbers(1, size.columns());
                org.bytedeco.pytorch.Tensor whole = numbers(size.rows(), size.columns());
                org.bytedeco.pytorch.Tensor cut = numbers(size.rows(), size.columns())) {
            long slow = fastest(() -> torch.addmm_out(whole, bias, x, matrix));
            for (long longest : LONGEST_SUMS) {
                Blocks blocks = Blocks.of(size, longest);
                if (blocks.useful()) {
                    long fast = fastest(() -> blocks.multiply(cut, bias, x, matrix));
                    if (whole.equal(cut)) {
                        return fast < slow ? blocks : Blocks.NONE;
                    }
                }
            }
            return Blocks.NONE;
        }
    }

    /** Numbers whose sums round; drawn from no generator, whose state must not depend on this. */
    private static org.bytedeco.pytorch.Tensor numbers(long rows, long columns) {
        try (Scalar count = new Scalar((double) rows * columns)) {
            return torch.arange(count).sin().view(rows, columns);
        }
    }

    private static long fastest(Runnable work) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long begin = System.nanoTime();
            work.run();
            fastest = Math.min(fastest, System.nanoTime() - begin);
        }
        return fastest;
    }

    private record Size(long rows, long inner, long columns) {}

    /** A part of a dimension. */
    private record Part(long start, long length) {}

    /**
     * How a product is cut.
     *
     * @param sums the parts of each sum, in order
     * @param columns the parts of a row of the result
     */
    private record Blocks(List<Part> sums, List<Part> columns) {
        static final Blocks NONE = new Blocks(List.of(), List.of());

        static Blocks of(Size size, long longestSum) {
            List<Part> sums = new ArrayList<>();
            for (long start = 0; start < size.inner(); ) {
                long length = length(size.inner() - start, longestSum);
                sums.add(new Part(start, length));
                start += length;
            }
            long width = SMALL / (size.rows() * sums.get(0).length()) / NARROWEST_BLOCK * NARROWEST_BLOCK;
            if (width < NARROWEST_BLOCK) {
                return NONE;
            }
            List<Part> columns = new ArrayList<>();
            for (long start = 0; start < size.columns(); start += width) {
                columns.add(new Part(start, Math.min(width, size.columns() - start)));
            }
            return new Blocks(List.copyOf(sums), List.copyOf(columns));
        }

        /** OpenBLAS halves what is longer than it likes and shorter than twice that, to a multiple of 16. */
        private static long length(long left, long longest) {
            if (left >= 2 * longest) {
                return longest;
            }
            return left > longest ? (left / 2 + 15) / 16 * 16 : left;
        }

        boolean useful() {
            return !columns.isEmpty();
        }

        /** Hands OpenBLAS the blocks where they lie; all rows lie one after the other. */
        void multiply(
                org.bytedeco.pytorch.Tensor into,
                org.bytedeco.pytorch.@Nullable Tensor bias,
                org.bytedeco.pytorch.Tensor x,
                org.bytedeco.pytorch.Tensor matrix) {
            int rows = Math.toIntExact(x.size(0));
            int inner = Math.toIntExact(x.size(1));
            int width = Math.toIntExact(matrix.size(1));
            if (bias != null) {
                into.copy_(bias);
            }
            try (FloatPointer left = x.data_ptr_float();
                    FloatPointer right = matrix.data_ptr_float();
                    FloatPointer result = into.data_ptr_float()) {
                for (Part sum : sums) {
                    float kept = bias == null && sum.start() == 0 ? 0 : 1;
                    left.position(sum.start());
                    for (Part column : columns) {
                        openblas_nolapack.cblas_sgemm(
                                ROW_MAJOR,
                                NOT_TRANSPOSED,
                                NOT_TRANSPOSED,
                                rows,
                                Math.toIntExact(column.length()),
                                Math.toIntExact(sum.length()),
                                1,
                                left,
                                inner,
                                right.position(sum.start() * width + column.start()),
                                width,
                                kept,
                                result.position(column.start()),
                                width);
                    }
                }
            }
        }
    }
}
