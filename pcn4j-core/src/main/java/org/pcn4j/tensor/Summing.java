package org.pcn4j.tensor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Products that OpenBLAS adds to what stands in the result. Where it does not cut the sum of a product, which depends on the
 * processor, it rounds as if the product had been added afterwards. So a product of each size is tried first, and added so
 * only where that has the same bits. Matrices lie in rows, with gaps between them or without: OpenBLAS multiplies those that lie
 * in columns by other kernels.
 *
 * @param first whether the first matrix is transposed, or else the second
 * @param rows of the product
 * @param inner the length of a sum
 * @param split whether OpenBLAS splits products among threads
 */
record Summing(boolean first, DType dtype, long rows, long inner, long columns, boolean split) {
    private static final Map<Summing, Boolean> EXACT = new ConcurrentHashMap<>();

    /** Tells whether a product of this size has the bits of one that is added afterwards. */
    boolean isExact() {
        Boolean known = EXACT.get(this);
        if (known == null) {
            known = tried();
            EXACT.put(this, known);
        }
        return known;
    }

    private boolean tried() {
        try (PointerScope scope = new PointerScope()) {
            Tensor left = first ? numbers(inner, rows, 1).t() : numbers(rows, inner, 1);
            Tensor right = first
                    ? numbers(inner, columns, 3)
                    : numbers(columns, inner, 3).t();
            Tensor before = numbers(rows, columns, 5);
            return Native.call("mm", () -> {
                Tensor added = before.add(left.mm(right));
                torch.addmm_out(before, before, left, right);
                return before.equal(added);
            });
        }
    }

    /** Numbers whose sums round; drawn from no generator, whose state must not depend on this. */
    private Tensor numbers(long height, long width, int factor) {
        Scalar count = new Scalar((double) height * width);
        return torch.arange(count)
                .add(new Scalar(1.0))
                .mul(new Scalar((double) factor))
                .sin()
                .to(dtype.scalarType())
                .view(height, width);
    }
}
