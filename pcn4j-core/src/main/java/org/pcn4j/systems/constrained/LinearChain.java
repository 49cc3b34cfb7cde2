package org.pcn4j.systems.constrained;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A chain of linear layers between a given input x and a given output y, whose hidden values z₁ … z_L come to rest before
 * anything is learned. What holds at rest is linear, D_l z_l = B_l z_{l−1} + A_l z_{l+1}, and is solved at once. There are no
 * biases. All numbers are float64; the same seed and samples give the same bits.
 *
 * <p>Owns its weights: close it. Not thread-safe while it learns.
 */
public abstract sealed class LinearChain implements AutoCloseable permits ConstrainedPredictiveCoding, BioCcpc {
    private final int[] sizes;
    private final double[] bounds;
    private final Map<String, Tensor> weights = new LinkedHashMap<>();

    /** Takes copies of its arguments and draws no weight yet. */
    LinearChain(List<Integer> sizes, List<Double> bounds) {
        this.sizes = sizes.stream().mapToInt(Integer::intValue).toArray();
        this.bounds = bounds.stream().mapToDouble(Double::doubleValue).toArray();
        if (this.sizes.length < 3 || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "a chain needs an input, hidden layers and an output of at least one unit each, not " + sizes);
        }
        if (bounds.stream().anyMatch(bound -> !(bound > 0 && Double.isFinite(bound)))) {
            throw new IllegalArgumentException("bounds of variances must be above 0 and finite, not " + bounds);
        }
        if (!bounds.isEmpty() && bounds.size() != hidden()) {
            throw new IllegalArgumentException(
                    "a chain of " + hidden() + " hidden layers needs as many bounds of variances, not " + bounds);
        }
    }

    /** Draws a weight uniformly, as Glorot and Bengio 2010: [rows, columns]. */
    final void draw(String name, int rows, int columns, Seed seed) {
        double most = Math.sqrt(6.0 / (rows + columns));
        weights.put(name, seed.derive(name).uniform(DType.FLOAT64, Shape.of(rows, columns), -most, most));
    }

    /** Returns how many hidden layers there are. */
    public final int hidden() {
        return sizes.length - 2;
    }

    /** Returns how many units a layer has, 0 for the input. */
    final int size(int layer) {
        return sizes[layer];
    }

    /** Returns ρ of a hidden layer, from 1 on. */
    final double bound(int layer) {
        return bounds[layer - 1];
    }

    /** Returns all weights by their names, in the order in which they are drawn; borrowed, and changed by learning. */
    public final Map<String, Tensor> weights() {
        return Collections.unmodifiableMap(weights);
    }

    /**
     * Returns a weight; borrowed.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public final Tensor weight(String name) {
        Tensor weight = weights.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("there is no weight " + name + ", but " + weights.keySet());
        }
        return weight;
    }

    /** D, B and A of a hidden layer: what its values are multiplied by, those below and those above. */
    record Balance(Tensor own, Tensor below, Tensor above) {}

    /** Returns what holds at rest of a hidden layer, from 1 on, in tensors of the open scope. */
    abstract Balance balance(int layer);

    /**
     * Returns how the weights move, by name, on average over the samples, in tensors of the open scope.
     *
     * @param values of all layers from the input to the output, at rest
     */
    abstract Map<String, Tensor> deltas(List<Tensor> values);

    /** Returns the weights that lead from the input to what is predicted, from below. */
    abstract List<Tensor> way();

    /**
     * Returns the hidden values at rest.
     *
     * @param inputs [B, first size]; borrowed
     * @param outputs [B, last size]; borrowed
     * @return of each hidden layer from below [B, size], which the caller or the open scope owns
     * @throws ShapeException if they have other shapes
     */
    public final List<Tensor> rest(Tensor inputs, Tensor outputs) {
        require("inputs", inputs, sizes[0], inputs.size(0));
        require("outputs", outputs, sizes[sizes.length - 1], inputs.size(0));
        try (TensorScope scope = new TensorScope()) {
            return solved(inputs, outputs).stream().map(Tensor::keep).toList();
        }
    }

    private void require(String what, Tensor given, int size, long samples) {
        Shape expected = Shape.of(samples, size);
        if (!given.shape().equals(expected) || given.dtype() != DType.FLOAT64) {
            throw new ShapeException("the chain expects float64 " + what + " of " + expected + ", got " + given.dtype()
                    + " of " + given.shape());
        }
    }

    private List<Tensor> solved(Tensor inputs, Tensor outputs) {
        int samples = Math.toIntExact(inputs.size(0));
        int[] from = new int[hidden() + 2];
        for (int layer = 1; layer <= hidden(); layer++) {
            from[layer + 1] = from[layer] + sizes[layer];
        }
        int all = from[hidden() + 1];
        double[] system = new double[all * all];
        double[] right = new double[all * samples];
        for (int layer = 1; layer <= hidden(); layer++) {
            Balance balance = balance(layer);
            put(balance.own, 1, system, all, from[layer], from[layer]);
            if (layer == 1) {
                put(balance.below.matmul(inputs.transpose()), 1, right, samples, 0, 0);
            } else {
                put(balance.below, -1, system, all, from[layer], from[layer - 1]);
            }
            if (layer == hidden()) {
                put(balance.above.matmul(outputs.transpose()), 1, right, samples, from[layer], 0);
            } else {
                put(balance.above, -1, system, all, from[layer], from[layer + 1]);
            }
        }
        Tensor values = DecompositionKernels.solve(
                Tensor.of(DType.FLOAT64, Shape.of(all, all), system),
                Tensor.of(DType.FLOAT64, Shape.of(all, samples), right));
        List<Tensor> hidden = new ArrayList<>();
        for (int layer = 1; layer <= hidden(); layer++) {
            hidden.add(values.narrow(0, from[layer], sizes[layer]).transpose().contiguous());
        }
        return hidden;
    }

    /** Adds a block to a matrix of so many columns. */
    private static void put(Tensor block, double factor, double[] matrix, int columns, int row, int column) {
        double[] numbers = block.toDoubles();
        int width = Math.toIntExact(block.size(1));
        for (int i = 0; i < numbers.length; i++) {
            matrix[(row + i / width) * columns + column + i % width] += factor * numbers[i];
        }
    }

    /**
     * Lets the values come to rest and learns from them.
     *
     * @param inputs [B, first size]; borrowed
     * @param outputs [B, last size]; borrowed
     * @param updater the optimizer, to which the means over the samples go; borrowed
     * @throws ShapeException if they have other shapes
     */
    public final void update(Tensor inputs, Tensor outputs, ParameterUpdater updater) {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> values = new ArrayList<>(List.of(inputs));
            values.addAll(rest(inputs, outputs));
            values.add(outputs);
            deltas(values).forEach((name, delta) -> updater.update(name, weight(name), delta));
            updater.endTime();
        }
    }

    /**
     * Returns what is predicted where only the input is given.
     *
     * @param inputs [B, first size]; borrowed
     * @return [B, last size], which the caller or the open scope owns
     * @throws ShapeException if they have another shape
     */
    public final Tensor predict(Tensor inputs) {
        require("inputs", inputs, sizes[0], inputs.size(0));
        try (TensorScope scope = new TensorScope()) {
            Tensor x = inputs;
            for (Tensor weight : way()) {
                x = x.matmul(weight.transpose());
            }
            return x.keep();
        }
    }

    /** The mean over the samples of a bᵀ. a: [B, m], b: [B, n] → [m, n]. */
    static Tensor products(Tensor a, Tensor b) {
        return a.transpose().matmul(b).mul(1.0 / a.size(0));
    }

    /** The identity and Mᵀ M times a factor. M: [m, n] → [n, n]. */
    static Tensor square(double ofIdentity, double factor, Tensor matrix) {
        int n = Math.toIntExact(matrix.size(1));
        double[] diagonal = new double[n * n];
        for (int i = 0; i < n; i++) {
            diagonal[i * n + i] = ofIdentity;
        }
        return Tensor.of(DType.FLOAT64, Shape.of(n, n), diagonal)
                .add(matrix.transpose().matmul(matrix), factor);
    }

    @Override
    public final void close() {
        weights.values().forEach(Tensor::close);
    }
}
