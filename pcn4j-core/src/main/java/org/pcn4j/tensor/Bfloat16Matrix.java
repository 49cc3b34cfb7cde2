package org.pcn4j.tensor;

import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A matrix of bfloat16 in native memory, row by row, for products by oneDNN. A number is written and read as the upper 16 bits of the
 * float32 that it is. Sums are taken in float32 and rounded to nearest, ties to even; in which order, and so their last bits, is
 * the library's and the machine's. Freed when nothing refers to it any more. Different threads may write different numbers, and
 * multiply into different matrices.
 */
public final class Bfloat16Matrix {
    private static final Cleaner CLEANER = Cleaner.create();

    private final int rows;
    private final int columns;
    private final Elements elements;

    /** What is to be closed. */
    private static final class Elements implements Runnable {
        final org.bytedeco.pytorch.Tensor all;
        final org.bytedeco.pytorch.Tensor transposed;
        final ShortPointer data;
        private final Map<Long, org.bytedeco.pytorch.Tensor> parts = new HashMap<>();

        Elements(int rows, int columns) {
            try (org.bytedeco.pytorch.Tensor zeros = torch.zeros(new long[] {rows, columns})) {
                this.all = Native.outOfScopes(zeros.to(ScalarType.BFloat16));
            }
            this.transposed = Native.outOfScopes(all.t());
            this.data = new ShortPointer(all.data_ptr());
        }

        /** Some rows. */
        synchronized org.bytedeco.pytorch.Tensor rows(int from, int count) {
            return parts.computeIfAbsent(
                    (long) from << Integer.SIZE | count, unused -> Native.outOfScopes(all.narrow(0, from, count)));
        }

        @Override
        public void run() {
            parts.values().forEach(org.bytedeco.pytorch.Tensor::close);
            transposed.close();
            all.close();
        }
    }

    /**
     * Makes a matrix of zeros.
     *
     * @throws IllegalArgumentException if it would be empty
     */
    public Bfloat16Matrix(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a matrix must not be empty, but is " + rows + " × " + columns);
        }
        Native.load();
        this.rows = rows;
        this.columns = columns;
        this.elements = new Elements(rows, columns);
        CLEANER.register(this, elements);
    }

    /** Returns how many rows there are. */
    public int rows() {
        return rows;
    }

    /** Returns how many columns there are. */
    public int columns() {
        return columns;
    }

    /**
     * Writes numbers that stand side by side.
     *
     * @param bits the numbers, from the first on
     * @param at the index of the first to be written, in row-major order
     */
    public void put(short[] bits, int at, int count) {
        requireRoom(at, count);
        new ShortPointer(elements.data).position(at).put(bits, 0, count);
    }

    /** Reads the numbers from an index on, in row-major order. */
    public void get(short[] bits, int at, int count) {
        requireRoom(at, count);
        new ShortPointer(elements.data).position(at).get(bits, 0, count);
    }

    private void requireRoom(int at, int count) {
        if (at < 0 || count < 0 || (long) at + count > (long) rows * columns) {
            throw new IllegalArgumentException(
                    "numbers " + at + " to " + ((long) at + count) + " of a matrix of " + rows + " × " + columns);
        }
    }

    /**
     * Y ← X W for some rows of this matrix X and the same of Y, by the calling thread alone unless OpenMP's {@linkplain Threads threads}
     * are more.
     *
     * @param from the first row
     * @param count how many
     * @throws TensorException if the shapes do not fit
     */
    public void times(Bfloat16Matrix w, int from, int count, Bfloat16Matrix y) {
        multiply(w.elements.all, from, count, y);
    }

    /** Y ← X Wᵀ, as {@link #times}. */
    public void timesTransposed(Bfloat16Matrix w, int from, int count, Bfloat16Matrix y) {
        multiply(w.elements.transposed, from, count, y);
    }

    private void multiply(org.bytedeco.pytorch.Tensor w, int from, int count, Bfloat16Matrix y) {
        ThreadPools.keepKernelsWhole();
        Native.call("mm", () -> torch.mm_out(y.elements.rows(from, count), elements.rows(from, count), w));
    }
}
