package org.pcn4j.learning;

import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * What keeps a parameter in a set of admissible ones: it is changed after every update, once the optimizer has moved the whole
 * of it and before anyone reads it. {@link Projected} has an optimizer do so, whatever the rule, so that rules which are equal
 * without a projection are equal with it. Its {@code toString} tells all that it consists of. Immutable and thread-safe.
 */
public interface Projection {
    /**
     * Tells whether it changes a parameter: matrices and kernels alone, no biases, unless it says otherwise.
     *
     * @param parameter its name, as in {@code fc1.weight}
     */
    default boolean concerns(String parameter, Shape shape) {
        return shape.rank() > 1;
    }

    /**
     * Changes a whole parameter in place.
     *
     * @param theta its numbers; borrowed
     */
    void project(Tensor theta);

    /**
     * The variance norm of Meta-PCN: W ← W / ((√m + √n) σ), σ being the standard deviation of all of W's numbers around their
     * mean, divided by how many they are. A large random matrix has then a spectral norm near 1. m is W's first size, n the
     * product of the others: of a convolution the output's channels, and the input's times the kernel's places. A matrix of
     * equal numbers stays as it is.
     */
    record VarianceNorm() implements Projection {
        @Override
        public void project(Tensor theta) {
            double count = (double) theta.elements();
            double rows = (double) theta.size(0);
            // In float64, so that it does not depend on the number of threads that add up.
            try (Tensor wide = theta.to(DType.FLOAT64);
                    Tensor sum = wide.sum();
                    Tensor centered = wide.copy()) {
                PointwiseKernels.addInPlace(centered, -sum.item() / count);
                try (Tensor squares = centered.mul(centered);
                        Tensor all = squares.sum()) {
                    double deviation = Math.sqrt(all.item() / count);
                    if (deviation != 0) {
                        theta.mulInPlace(1 / ((Math.sqrt(rows) + Math.sqrt(count / rows)) * deviation));
                    }
                }
            }
        }
    }

    /**
     * Numbers between two: what is beyond one of them becomes it.
     *
     * @param least may be −∞
     * @param greatest greater than the least; may be ∞
     */
    record Range(double least, double greatest) implements Projection {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if the greatest is not greater
         */
        public Range {
            if (!(least < greatest)) {
                throw new IllegalArgumentException(
                        "the greatest number must be greater than the least, " + least + ", not " + greatest);
            }
        }

        /** Returns the range of what is not negative. */
        public static Range nonNegative() {
            return new Range(0, Double.POSITIVE_INFINITY);
        }

        @Override
        public void project(Tensor theta) {
            try (Tensor within = ActivationKernels.hardtanh(theta, least, greatest)) {
                theta.copyInPlace(within);
            }
        }
    }

    /** Zeros on the diagonal of every square matrix, so that no unit predicts itself by it. */
    record ZeroDiagonal() implements Projection {
        @Override
        public boolean concerns(String parameter, Shape shape) {
            return shape.rank() == 2 && shape.size(0) == shape.size(1);
        }

        @Override
        public void project(Tensor theta) {
            long size = theta.size(0);
            // In rows of n + 1, but for the last number, the diagonal is a column.
            try (Tensor flat = theta.reshape(Shape.of(size * size));
                    Tensor last = flat.narrow(0, size * size - 1, 1);
                    Tensor others = flat.narrow(0, 0, size * size - 1);
                    Tensor rows = others.reshape(Shape.of(size - 1, size + 1));
                    Tensor column = rows.select(1, 0);
                    Tensor zero = last.zerosLike();
                    Tensor zeros = column.zerosLike()) {
                last.copyInPlace(zero);
                column.copyInPlace(zeros);
            }
        }
    }

    /**
     * Zeros where there is to be no connection.
     *
     * @param parameter the name of the one that it changes
     * @param mask of its shape and element type, 0 where it is to be 0 and 1 elsewhere; borrowed as long as this is used
     */
    record Mask(String parameter, Tensor mask) implements Projection {
        @Override
        public boolean concerns(String name, Shape shape) {
            return name.equals(parameter);
        }

        @Override
        public void project(Tensor theta) {
            try (Tensor masked = PointwiseKernels.weighted(theta, mask)) {
                theta.copyInPlace(masked);
            }
        }
    }
}
