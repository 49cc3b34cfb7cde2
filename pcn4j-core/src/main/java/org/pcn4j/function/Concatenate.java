package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * The inputs one after the other along the first dimension of a sample: [n₁, …], [n₂, …], … → [n₁ + n₂ + …, …], as the
 * channels of images or the parts of a vector.
 *
 * @param inputs how many there are, at least 1
 */
public record Concatenate(int inputs) implements Function {
    private static final int FIRST_AFTER_BATCH = 1;

    /**
     * Checks the number of inputs.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Concatenate {
        Several.requirePositive("concatenate", inputs);
    }

    @Override
    public Shape shape(List<Shape> shapes) {
        Several.requireCount(this, inputs, shapes);
        Shape first = shapes.get(0);
        long total = 0;
        for (Shape shape : shapes) {
            if (shape.rank() < 1) {
                throw new ShapeException(this + " expects [n, …], got " + shape);
            }
            if (!shape.sample().equals(first.sample())) {
                throw new ShapeException(this + " expects inputs that differ in their first size at most, got " + first
                        + " and " + shape);
            }
            total += shape.size(0);
        }
        return first.sample().batched(total);
    }

    /** The last input first: autograd goes through the operands of a single operator from the first to the last. */
    @Override
    public List<Integer> uses(int count) {
        return IntStream.range(0, count).map(i -> count - 1 - i).boxed().toList();
    }

    @Override
    public Prediction predict(List<Tensor> values, List<Tensor> parameters, Pass pass) {
        return Prediction.of(values, parameters, ShapeKernels.concatenate(values, FIRST_AFTER_BATCH));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> values = prediction.inputs();
        List<Tensor> parts = new ArrayList<>();
        long end = error.size(FIRST_AFTER_BATCH);
        for (int use = 0; use < values.size(); use++) {
            long length = values.get(values.size() - 1 - use).size(FIRST_AFTER_BATCH);
            end -= length;
            if (wanted.inputs().get(use)) {
                parts.add(error.narrow(FIRST_AFTER_BATCH, end, length));
            }
        }
        return new Pullback(parts, List.of());
    }

    @Override
    public String toString() {
        return "concatenate(" + inputs + ")";
    }
}
