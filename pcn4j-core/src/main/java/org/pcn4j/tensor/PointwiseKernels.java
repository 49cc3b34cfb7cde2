package org.pcn4j.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for element-wise arithmetic, as optimizers and masks do it. They are the very kernels that
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

    /** Returns eˣ. */
    public static Tensor exp(Tensor x) {
        return x.like("exp", () -> x.operand().exp(), into -> torch.exp_out(into, x.operand()));
    }

    /** Returns asinh x. */
    public static Tensor asinh(Tensor x) {
        return x.like("asinh", () -> x.operand().asinh(), into -> torch.asinh_out(into, x.operand()));
    }

    /** Returns sinh x. */
    public static Tensor sinh(Tensor x) {
        return x.like("sinh", () -> x.operand().sinh(), into -> torch.sinh_out(into, x.operand()));
    }

    /** Returns a where the mask holds, b elsewhere. mask: [B, 1], a, b: [B, n]. */
    public static Tensor where(Tensor mask, Tensor a, Tensor b) {
        return Tensor.wrap("where", () -> torch.where(mask.raw(), a.raw(), b.raw()));
    }

    /** Returns a where the mask holds, 0 elsewhere. mask: [B, 1], a: [B, n]. */
    public static Tensor whereOrZero(Tensor mask, Tensor a) {
        return Tensor.wrap("where", () -> torch.where(mask.raw(), a.raw(), ZERO));
    }

    /** Returns 0 where the mask holds, a elsewhere. mask: [B, 1], a: [B, n]. */
    public static Tensor zeroOrElse(Tensor mask, Tensor a) {
        return Tensor.wrap("where", () -> torch.where(mask.raw(), ZERO, a.raw()));
    }

    /** Returns a where the mask's numbers are not 0, b elsewhere, which may hold anything where it is not taken. */
    public static Tensor whereNonZero(Tensor mask, Tensor a, Tensor b) {
        try (Tensor taken = nonZero(mask)) {
            return where(taken, a, b);
        }
    }

    /** Returns a times the weights, 0 where the weight is 0, whatever a holds there. */
    public static Tensor weighted(Tensor a, Tensor weights) {
        Tensor product = a.mul(weights);
        // Where a holds nothing that a zero would not make zero, the product is all there is to do: a fifth of the
        // time.
        try (Tensor sum = product.sum()) {
            if (Double.isFinite(sum.item())) {
                return product;
            }
        }
        try (product;
                Tensor taken = nonZero(weights)) {
            return whereOrZero(taken, product);
        }
    }

    /** Tells whether any element is other than 0. */
    public static boolean anyNonZero(Tensor x) {
        try (Tensor taken = nonZero(x)) {
            return any(taken);
        }
    }

    /** Tells whether any element is less than the one number or greater than the other; one that is NaN is neither. */
    public static boolean anyOutside(Tensor x, double least, double greatest) {
        try (Scalar low = new Scalar(least);
                Scalar high = new Scalar(greatest);
                Tensor below = Tensor.wrap("lt", () -> torch.lt(x.raw(), low));
                Tensor above = Tensor.wrap("gt", () -> torch.gt(x.raw(), high))) {
            return any(below) || any(above);
        }
    }

    private static boolean any(Tensor taken) {
        try (Tensor any = Tensor.wrap("any", () -> torch.any(taken.raw()))) {
            return any.raw().item_bool();
        }
    }

    private static Tensor nonZero(Tensor x) {
        return Tensor.wrap("ne", () -> torch.ne(x.raw(), ZERO));
    }

    /** Divides every element of x by the number. */
    public static void divideInPlace(Tensor x, double divisor) {
        try (Scalar scalar = new Scalar(divisor)) {
            x.inPlace("div_", () -> x.operand().div_(scalar));
        }
    }

    /** Returns a / b, element by element. */
    public static Tensor quotient(Tensor a, Tensor b) {
        return a.like("div", () -> a.operand().div(b.operand()), into -> torch.div_out(into, a.operand(), b.operand()));
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

    /** Returns x + factor · a / b. */
    public static Tensor addQuotient(Tensor x, Tensor a, Tensor b, double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            return x.like(
                    "addcdiv",
                    () -> x.operand().addcdiv(a.operand(), b.operand(), scalar),
                    into -> torch.addcdiv_out(into, x.operand(), a.operand(), b.operand(), scalar));
        }
    }

    /** Moves x by a part of its way to a: x + part · (a − x). */
    public static void approachInPlace(Tensor x, Tensor a, double part) {
        try (Scalar scalar = new Scalar(part)) {
            x.inPlace("lerp_", () -> x.operand().lerp_(a.operand(), scalar));
        }
    }

    /** Returns the Euclidean norm of each slice along the first dimension. [B, …] → [B]. */
    public static Tensor normsOfEach(Tensor x) {
        try (Scalar two = new Scalar(2);
                ScalarTypeOptional own = new ScalarTypeOptional();
                Tensor rows = x.reshape(Shape.of(x.size(0), x.elements() / Math.max(1, x.size(0))))) {
            return Tensor.wrap(
                    "linalg_vector_norm",
                    () -> torch.linalg_vector_norm(rows.operand(), two, new long[] {1}, false, own));
        }
    }
}
