package org.pcn4j.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for element-wise arithmetic in place, as optimizers do it. They are the very kernels that
 * libtorch's autograd calls, so calling them by hand in the same order gives the same bits. Shapes include the batch
 * dimension B. All results are new tensors that the caller owns.
 */
public final class PointwiseKernels {
    /** Made once, as it is needed often; outlives all scopes. */
    static final Scalar ZERO = new Scalar(0).retainReference();

    private PointwiseKernels() {}

    /** Returns √x. */
    public static Tensor sqrt(Tensor x) {
        return x.like("sqrt", () -> x.operand().sqrt(), into -> torch.sqrt_out(into, x.operand()));
    }

    /** Divides every element of x by the number. */
    public static void divideInPlace(Tensor x, double divisor) {
        try (Scalar scalar = new Scalar(divisor)) {
            x.inPlace("div_", () -> x.operand().div_(scalar));
        }
    }

    /** Adds the number to every element of x. */
    public static void addInPlace(Tensor x, double number) {
        try (Scalar scalar = new Scalar(number)) {
            x.inPlace("add_", () -> x.operand().add_(scalar));
        }
    }

    /** Adds factor · a · b to x. */
    public static void addProductInPlace(Tensor x, Tensor a, Tensor b, double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            x.inPlace("addcmul_", () -> x.operand().addcmul_(a.operand(), b.operand(), scalar));
        }
    }

    /** Adds factor · a / b to x. */
    public static void addQuotientInPlace(Tensor x, Tensor a, Tensor b, double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            x.inPlace("addcdiv_", () -> x.operand().addcdiv_(a.operand(), b.operand(), scalar));
        }
    }
}
