package org.pcn4j.function;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * μ = x₁ ∘ x₂ ∘ …, element by element, multiplied from the left: all inputs and the prediction have one shape. Gates are
 * products.
 *
 * @param inputs how many there are, at least 1
 */
public record Product(int inputs) implements Function {
    /**
     * Checks the number of inputs.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Product {
        Several.requirePositive("product", inputs);
    }

    @Override
    public Shape shape(List<Shape> shapes) {
        return Several.sameShape(this, inputs, shapes);
    }

    /**
     * The second input first, since autograd goes through the operands of the first multiplication from the first to the
     * last.
     */
    @Override
    public List<Integer> uses(int count) {
        return IntStream.range(0, count)
                .map(i -> count > 1 && i < 2 ? 1 - i : i)
                .boxed()
                .toList();
    }

    @Override
    public Prediction predict(List<Tensor> values, List<Tensor> parameters, Pass pass) {
        List<Tensor> products = new ArrayList<>();
        Tensor product = inputs == 1 ? values.get(0).alias() : values.get(0).share();
        for (int i = 1; i < values.size(); i++) {
            products.add(product);
            product = product.mul(values.get(i));
        }
        return new Prediction(values, parameters, product, products, List.of());
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> values = prediction.inputs();
        Deque<Tensor> found = new ArrayDeque<>();
        Tensor e = error.share();
        for (int i = values.size() - 1;
                i > 0 && wanted.inputs().subList(0, i + 1).contains(true);
                i--) {
            Tensor after = e;
            e = after.mul(values.get(i)); // through the product of those before
            int use = i == 1 ? 0 : i;
            if (wanted.inputs().get(use)) {
                found.addFirst(after.mul(prediction.saved().get(i - 1)));
            }
            after.close();
        }
        List<Tensor> contributions = new ArrayList<>(found);
        int useOfFirst = Math.min(1, values.size() - 1);
        if (wanted.inputs().get(useOfFirst)) {
            boolean afterSecond = values.size() > 1 && wanted.inputs().get(0);
            contributions.add(afterSecond ? 1 : 0, e);
        } else {
            e.close();
        }
        return new Pullback(contributions, List.of());
    }

    @Override
    public String toString() {
        return "product(" + inputs + ")";
    }
}
