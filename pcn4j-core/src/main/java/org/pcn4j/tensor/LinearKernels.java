package org.pcn4j.tensor;

import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for matrix products and their derivatives. They are the very kernels that libtorch's autograd
 * calls, so calling them by hand in the same order gives the same bits. Shapes include the batch dimension B. All
 * results are new tensors that the caller owns.
 */
public final class LinearKernels {
    private LinearKernels() {}

    /** Returns x Wᵀ + b. x: [B, in], W: [out, in], b: [out] → [B, out]. */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        if (Undivided.cuts(x, weight)) {
            return Tensor.wrap(
                    "linear", () -> Undivided.linear(x.operand(), weight.operand(), bias.operand(), x.dtype()));
        }
        return Tensor.result(
                "linear",
                Layout.product(x.layout(), 0, weight.layout(), 0),
                () -> torch.linear(x.operand(), weight.operand(), bias.operand()),
                into -> {
                    if (!FewRows.may(x.layout(), weight.layout())
                            || !weight.open().multiplyByTransposed(into, bias.operand(), x.operand())) {
                        torch.addmm_out(into, bias.operand(), x.operand(), weight.transposedOperand());
                    }
                    return into;
                });
    }

    /** Returns x Wᵀ. x: [B, in], W: [out, in] → [B, out]. */
    public static Tensor linear(Tensor x, Tensor weight) {
        if (Undivided.cuts(x, weight)) {
            return Tensor.wrap("linear", () -> Undivided.linear(x.operand(), weight.operand(), null, x.dtype()));
        }
        return Tensor.result(
                "linear",
                Layout.product(x.layout(), 0, weight.layout(), 0),
                () -> torch.linear(x.operand(), weight.operand()),
                into -> {
                    if (!FewRows.may(x.layout(), weight.layout())
                            || !weight.open().multiplyByTransposed(into, null, x.operand())) {
                        torch.mm_out(into, x.operand(), weight.transposedOperand());
                    }
                    return into;
                });
    }

    /** Returns c + a m. c: [B, out], a: [B, in], m: [in, out] → [B, out]. */
    public static Tensor addProduct(Tensor c, Tensor a, Tensor m) {
        return Tensor.result(
                "addmm",
                Layout.product(a.layout(), 0, m.layout(), 1),
                () -> torch.addmm(c.operand(), a.operand(), m.operand()),
                into -> torch.addmm_out(into, c.operand(), a.operand(), m.operand()));
    }

    /** Returns the sum over the batch. e: [B, out] → [out]. */
    public static Tensor sumOverBatch(Tensor error) {
        Layout known = error.layout();
        return Tensor.result(
                "sum_to",
                known == null || !known.isMatrix() ? null : new Layout(known.dtype(), known.sizes()[1]),
                () -> torch.sum_to(error.raw(), error.size(1)),
                into -> torch.sum_out(into, error.operand(), 0));
    }

    /** Returns the product of the transposed first matrix with the second. a: [B, n], b: [B, m] → [n, m]. */
    public static Tensor transposedProduct(Tensor a, Tensor b) {
        return Tensor.result(
                "mm",
                Layout.product(a.layout(), 1, b.layout(), 1),
                () -> a.transposedOperand().mm(b.operand()),
                into -> torch.mm_out(into, a.transposedOperand(), b.operand()));
    }

    /**
     * Adds what {@link #transposedProduct} returns to a matrix, by one kernel, where that has the same bits.
     *
     * @param sum [n, m]; changed
     * @return whether it was done
     */
    public static boolean addTransposedProduct(Tensor sum, Tensor a, Tensor b) {
        if (!takes(sum, a, 1, b, 1)
                || !new Summing(true, sum.dtype(), a.size(1), a.size(0), b.size(1), ThreadPools.productsSplit())
                        .isExact()) {
            return false;
        }
        sum.inPlace("addmm_", () -> torch.addmm_out(sum.operand(), sum.operand(), a.transposedOperand(), b.operand()));
        return true;
    }

    /**
     * Adds x Wᵀ to a matrix, as {@link #addTransposedProduct} adds its product; not where autograd records it.
     *
     * @param sum [B, out]; changed
     * @return whether it was done
     */
    public static boolean addLinear(Tensor sum, Tensor x, Tensor weight) {
        if (x.layout() == null
                || weight.layout() == null
                || !takes(sum, x, 0, weight, 0)
                || FewRows.may(x.layout(), weight.layout())
                || !new Summing(false, sum.dtype(), x.size(0), x.size(1), weight.size(0), ThreadPools.productsSplit())
                        .isExact()) {
            return false;
        }
        sum.inPlace(
                "addmm_", () -> torch.addmm_out(sum.operand(), sum.operand(), x.operand(), weight.transposedOperand()));
        return true;
    }

    /** Tells whether a matrix that lies without gaps, and is not recorded, has one dimension of each of two others. */
    private static boolean takes(Tensor sum, Tensor a, int row, Tensor b, int column) {
        Layout known = sum.layout();
        return known != null
                && known.order() == Layout.Order.ROWS
                && a.rank() == 2
                && b.rank() == 2
                && known.isMatrix()
                && known.sizes()[0] == a.size(row)
                && known.sizes()[1] == b.size(column)
                && a.dtype() == sum.dtype()
                && b.dtype() == sum.dtype()
                && liesInRows(a)
                && liesInRows(b)
                && !ThreadPools.alone();
    }

    /** Tells whether the numbers of a row lie next to each other, as those do that a product was tried with. */
    private static boolean liesInRows(Tensor matrix) {
        Layout known = matrix.layout();
        if (known != null && known.isMatrix()) {
            return true;
        }
        org.bytedeco.pytorch.Tensor raw = matrix.operand();
        return raw.stride(1) == 1 && raw.stride(0) >= raw.size(1);
    }

    /**
     * Returns e W, the derivative of a linear function by its input x, with the strides that autograd chooses by x's.
     * e: [B, out], W: [out, in] → [B, in].
     */
    public static Tensor linearBackwardInput(Tensor error, Tensor weight, Tensor x) {
        org.bytedeco.pytorch.Tensor raw = x.operand();
        boolean columnMajor = raw.stride(0) == 1 && raw.stride(1) == raw.size(0);
        if (!columnMajor) {
            return error.matmul(weight);
        }
        try (Tensor weightT = weight.transpose();
                Tensor errorT = error.transpose();
                Tensor product = weightT.matmul(errorT)) {
            return product.transpose();
        }
    }

    /** Returns the product of each pair of matrices. a: [B, n, k], b: [B, k, m] → [B, n, m]. */
    public static Tensor batchProduct(Tensor a, Tensor b) {
        return Tensor.wrap("bmm", () -> torch.bmm(a.raw(), b.raw()));
    }
}
