package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * μ = (x₁ + x₂ + …) · 1/n, added from the left: all inputs and the prediction have one shape.
 *
 * @param inputs how many there are, at least 1
 */
public record Average(int inputs) implements Function {
    /**
     * Checks the number of inputs.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Average {
        Several.requirePositive("average", inputs);
    }

    @Override
    public Shape shape(List<Shape> shapes) {
        return Several.sameShape(this, inputs, shapes);
    }

    @Override
    public Prediction predict(List<Tensor> values, List<Tensor> parameters, Pass pass) {
        Tensor sum = values.get(0).share();
        for (Tensor value : values.subList(1, values.size())) {
            try (Tensor before = sum) {
                sum = before.add(value);
            }
        }
        try (Tensor total = sum) {
            return Prediction.of(values, parameters, total.mul(1.0 / inputs));
        }
    }

    /** All inputs get the same: handles on one tensor. */
    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        if (!wanted.anyInput()) {
            return Pullback.none();
        }
        try (Tensor each = error.mul(1.0 / inputs)) {
            List<Tensor> handles = wanted.inputs().stream()
                    .filter(isWanted -> isWanted)
                    .map(isWanted -> each.share())
                    .toList();
            return new Pullback(handles, List.of());
        }
    }

    @Override
    public String toString() {
        return "average(" + inputs + ")";
    }
}
