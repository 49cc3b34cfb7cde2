package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * The matrix product of two inputs: [n, k] and [k, m] → [n, m], or for each of h pairs of matrices [h, n, k] and
 * [h, k, m] → [h, n, m].
 *
 * @param second how the second input's matrices stand
 */
public record MatrixProduct(Second second) implements Function {
    private static final List<Integer> SECOND_FIRST = List.of(1, 0);
    private static final int PLAIN_RANK = 2;

    /** How the second input's matrices stand. */
    public enum Second {
        /** As they are multiplied: [k, m]. */
        AS_IT_IS,
        /** Rows for columns: [m, k], so that rows are multiplied with rows, as queries with keys. */
        TRANSPOSED
    }

    /** The product of the inputs as they are. */
    public MatrixProduct() {
        this(Second.AS_IT_IS);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Several.requireCount(this, 2, inputs);
        Shape a = inputs.get(0);
        Shape b = inputs.get(1);
        int rank = a.rank();
        boolean plain = second == Second.AS_IT_IS;
        boolean fits = b.rank() == rank
                && (rank == PLAIN_RANK || (rank == PLAIN_RANK + 1 && a.size(0) == b.size(0)))
                && a.size(rank - 1) == b.size(plain ? rank - 2 : rank - 1);
        if (!fits) {
            String expected = plain
                    ? "[n, k] and [k, m] or [h, n, k] and [h, k, m]"
                    : "[n, k] and [m, k] or [h, n, k] and [h, m, k]";
            throw new ShapeException(this + " expects " + expected + ", got " + a + " and " + b);
        }
        long[] sizes = a.toArray();
        sizes[rank - 1] = b.size(plain ? rank - 1 : rank - 2);
        return Shape.of(sizes);
    }

    /** The second input first: autograd goes through the operands of the product from the first to the last. */
    @Override
    public List<Integer> uses(int inputs) {
        return SECOND_FIRST;
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        Shape first = inputs.get(0);
        return shape(inputs).elements() * first.size(first.rank() - 1);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        // The second input's views are made first, so that both ranks use the inputs in one order.
        try (Tensor b = right(inputs.get(1));
                Tensor a = flat(inputs.get(0));
                Tensor product = LinearKernels.batchProduct(a, b)) {
            return Prediction.of(inputs, parameters, deep(product, inputs.get(0)));
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        Tensor first = prediction.inputs().get(0);
        Tensor other = prediction.inputs().get(1);
        List<Tensor> contributions = new ArrayList<>(2);
        try (Tensor e = flat(error)) {
            if (wanted.inputs().get(0)) {
                try (Tensor a = flat(first);
                        Tensor aT = ShapeKernels.transpose(a, 1, 2);
                        Tensor product = LinearKernels.batchProduct(aT, e);
                        Tensor turned = standing(product)) {
                    contributions.add(deep(turned, other));
                }
            }
            if (wanted.inputs().get(1)) {
                try (Tensor b = right(other);
                        Tensor bT = ShapeKernels.transpose(b, 1, 2);
                        Tensor product = LinearKernels.batchProduct(e, bT)) {
                    contributions.add(deep(product, first));
                }
            }
        }
        return new Pullback(contributions, List.of());
    }

    /** The second input's matrices, one after the other, as they are multiplied: [B·h, k, m]. */
    private Tensor right(Tensor x) {
        try (Tensor flat = flat(x)) {
            return standing(flat);
        }
    }

    private Tensor standing(Tensor matrices) {
        return second == Second.AS_IT_IS ? matrices.share() : ShapeKernels.transpose(matrices, 1, 2);
    }

    /** All matrices one after the other: [B, h, n, k] → [B·h, n, k]. */
    private static Tensor flat(Tensor x) {
        Shape shape = x.shape();
        return shape.rank() == PLAIN_RANK + 1
                ? x.share()
                : x.reshape(Shape.of(shape.size(0) * shape.size(1), shape.size(2), shape.size(3)));
    }

    /** The reverse of {@link #flat}, with as many matrices a sample as another tensor has. */
    private static Tensor deep(Tensor matrices, Tensor like) {
        Shape shape = like.shape();
        return shape.rank() == PLAIN_RANK + 1
                ? matrices.share()
                : matrices.reshape(Shape.of(shape.size(0), shape.size(1), matrices.size(1), matrices.size(2)));
    }

    @Override
    public String toString() {
        return second == Second.AS_IT_IS ? "matrixProduct" : "matrixProduct(second transposed)";
    }
}
