package org.pcn4j.function;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * A sample's dimensions in another order, so that {@code new Permute(2, 0, 1)} takes [H, W, C] to [C, H, W]. Prediction
 * and pullback are views.
 */
public final class Permute implements SingleInput {
    private final int[] order;

    /**
     * Permutes.
     *
     * @param order for each dimension of the prediction, which of the input it is, counted from 0 without the batch
     * @throws IllegalArgumentException if a dimension is missing or comes twice
     */
    public Permute(int... order) {
        this.order = order.clone();
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, IntStream.range(0, order.length).toArray())) {
            throw new IllegalArgumentException("permute's order must have each dimension from 0 to "
                    + (order.length - 1) + " once, not " + Arrays.toString(order));
        }
    }

    /** Returns for each dimension of the prediction which of the input it is, counted from 0 without the batch; a copy. */
    public int[] order() {
        return order.clone();
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() != order.length) {
            throw new ShapeException(this + " expects " + order.length + " dimensions, got " + input);
        }
        return Shape.of(Arrays.stream(order).mapToLong(input::size).toArray());
    }

    @Override
    public Elements elements(int input) {
        return new Elements.Anything();
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        return Prediction.of(inputs, parameters, ShapeKernels.permute(inputs.get(0), batched(order)));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        if (!wanted.anyInput()) {
            return Pullback.none();
        }
        int[] back = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            back[order[i]] = i;
        }
        return new Pullback(List.of(ShapeKernels.permute(error, batched(back))), List.of());
    }

    /** The batch dimension stays in front. */
    private static long[] batched(int[] order) {
        long[] all = new long[order.length + 1];
        for (int i = 0; i < order.length; i++) {
            all[i + 1] = order[i] + 1L;
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permute permute && Arrays.equals(order, permute.order);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(order);
    }

    @Override
    public String toString() {
        return "permute" + Arrays.toString(order).replace('[', '(').replace(']', ')');
    }
}
