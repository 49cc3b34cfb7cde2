package org.pcn4j.systems.memory;

import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Patterns as rows of numbers, [B, d], checked.
 *
 * @param shape of a pattern
 * @param dtype of the memory
 */
record Patterns(Shape shape, DType dtype) {
    /** Checks the shape. */
    Patterns {
        if (shape.elements() == 0) {
            throw new ShapeException("patterns of the shape " + shape + " hold nothing");
        }
    }

    long width() {
        return shape.elements();
    }

    /** Returns patterns to store, a new tensor. */
    Tensor stored(Tensor patterns) {
        if (patterns.rank() > 0 && patterns.size(0) == 0) {
            throw new ShapeException("there is no pattern to store, expected at least one of " + shape);
        }
        return finite(patterns);
    }

    /** Returns patterns all of whose numbers count, a new tensor. */
    Tensor finite(Tensor patterns) {
        Tensor rows = rows(patterns, "the patterns have");
        if (!rows.isFinite()) {
            rows.close();
            throw new ShapeException("the patterns hold NaN or infinite numbers, expected finite ones");
        }
        return rows;
    }

    /** Returns a mask, [B, d], a new tensor. */
    Tensor mask(Tensor known, long batch) {
        try (Tensor all = known.shape().equals(shape) ? repeated(known, batch) : rows(known, "the mask has")) {
            if (all.size(0) != batch) {
                throw new ShapeException("the mask is of " + all.size(0) + " patterns, expected one of " + shape
                        + " or " + batch + " of them");
            }
            requireKnown(all);
            return all.share();
        }
    }

    /** Returns the energy of rows of which nothing is predicted, ½‖x‖², as a mean over them. */
    static double energyOfNothing(Tensor rows) {
        try (Tensor squares = rows.mul(rows);
                Tensor sum = squares.sum()) {
            return sum.item() / 2 / rows.size(0);
        }
    }

    /** Returns the known part of patterns and zeros elsewhere, a new tensor. */
    Tensor part(Tensor corrupted, Tensor mask) {
        try (Tensor rows = rows(corrupted, "the patterns have")) {
            Tensor part = PointwiseKernels.weighted(rows, mask);
            if (!part.isFinite()) {
                part.close();
                throw new ShapeException("what is known holds NaN or infinite numbers, expected finite ones");
            }
            return part;
        }
    }

    /** Returns rows in the shape of patterns. */
    Tensor shaped(Tensor rows) {
        try (Tensor shaped = rows.reshape(shape.batched(rows.size(0)))) {
            return shaped.copy();
        }
    }

    private Tensor repeated(Tensor known, long batch) {
        double[] one = known.toDoubles();
        double[] all = new double[Math.toIntExact(Math.multiplyExact(batch, (long) one.length))];
        for (int i = 0; i < all.length; i++) {
            all[i] = one[i % one.length];
        }
        return Tensor.of(dtype, Shape.of(batch, width()), all);
    }

    private Tensor rows(Tensor patterns, String what) {
        if (patterns.rank() == 0 || !patterns.shape().equals(shape.batched(patterns.size(0)))) {
            throw new ShapeException(
                    what + " the shape " + patterns.shape() + ", expected " + shape + " after the number of patterns");
        }
        try (Tensor rows = patterns.reshape(Shape.of(patterns.size(0), width()));
                Tensor typed = rows.to(dtype)) {
            return typed.contiguous();
        }
    }

    private static void requireKnown(Tensor mask) {
        double[] numbers = mask.toDoubles();
        int width = Math.toIntExact(mask.size(1));
        for (int row = 0; row * width < numbers.length; row++) {
            boolean known = false;
            for (int i = row * width; i < (row + 1) * width; i++) {
                if (numbers[i] != 0 && numbers[i] != 1) {
                    throw new ShapeException(
                            "the mask holds " + numbers[i] + ", expected 1 where a pattern is known, else 0");
                }
                known |= numbers[i] == 1;
            }
            if (!known) {
                throw new ShapeException(
                        "nothing is known of pattern " + row + " (counted from 0): its mask is all zeros");
            }
        }
    }
}
