package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * How a rule's update of a batch lies beside backpropagation's. Of a rule that moves a parameter several times in an update,
 * it is the sum.
 *
 * @param parameters one by one
 * @param all as one vector
 */
public record UpdateComparison(List<Part> parameters, Part all) {
    /** Copies the list. */
    public UpdateComparison {
        parameters = List.copyOf(parameters);
    }

    /**
     * A parameter's update, or all.
     *
     * @param divergence from backpropagation's
     * @param cosine of the angle between the two; NaN where one of them is zero
     * @param ratio of the rule's norm to backpropagation's; NaN where both are zero
     */
    public record Part(Divergence divergence, double cosine, double ratio) {
        /** Returns the parameter's name, or {@code all}. */
        public String name() {
            return divergence.name();
        }
    }

    /**
     * Learns from the batch by both rules, without moving the parameters.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @param noise both draw masks from it
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static UpdateComparison of(Network network, Parameters parameters, Clamps clamps, Rule rule, Seed noise) {
        try (TensorScope scope = new TensorScope();
                Parameters own = parameters.copy();
                Parameters same = parameters.copy();
                Deltas found = new Deltas(own);
                Deltas expected = new Deltas(own)) {
            rule.learner(network, own, found, noise).update(clamps, 0);
            new Rule.Backprop().learner(network, same, expected, noise).update(clamps, 0);
            return between(own, expected, found);
        }
    }

    /** Sums over pairs of numbers. */
    private static final class Sums {
        private double products;
        private double expected;
        private double found;

        void add(double[] a, double[] b) {
            for (int i = 0; i < a.length; i++) {
                products += a[i] * b[i];
                expected += a[i] * a[i];
                found += b[i] * b[i];
            }
        }

        Part of(Divergence divergence) {
            return new Part(divergence, products / Math.sqrt(expected * found), Math.sqrt(found / expected));
        }
    }

    private static UpdateComparison between(Parameters parameters, Deltas expected, Deltas found) {
        List<Part> parts = new ArrayList<>();
        Sums whole = new Sums();
        double distances = 0;
        double largest = 0;
        long ulps = 0;
        boolean equal = true;
        for (ParameterSpec spec : parameters.specs()) {
            Tensor one = expected.get(spec.name());
            Tensor other = found.get(spec.name());
            Divergence divergence = Divergence.between(spec.name(), one, other);
            Sums sums = new Sums();
            sums.add(one.toDoubles(), other.toDoubles());
            whole.add(one.toDoubles(), other.toDoubles());
            parts.add(sums.of(divergence));
            distances += divergence.distance() * divergence.distance();
            largest = Math.max(largest, divergence.maxAbsolute());
            ulps = Math.max(ulps, divergence.maxUlp());
            equal &= divergence.bitwiseEqual();
        }
        double relative = equal ? 0 : Math.sqrt(distances / whole.expected);
        return new UpdateComparison(
                parts, whole.of(new Divergence("all", Math.sqrt(distances), relative, largest, ulps, equal)));
    }

    /** Takes down what a rule says about each parameter, and moves none. */
    private static final class Deltas implements ParameterUpdater, AutoCloseable {
        private final Map<String, Tensor> sums = new TreeMap<>();

        /** Begins with zeros of the parameters' shapes. */
        Deltas(Parameters parameters) {
            for (ParameterSpec spec : parameters.specs()) {
                sums.put(spec.name(), parameters.get(spec.name()).zerosLike().keep());
            }
        }

        @Override
        public synchronized void update(String name, Tensor theta, Tensor delta) {
            get(name).addInPlace(delta);
        }

        @Override
        public boolean idleAtZero() {
            return true;
        }

        Tensor get(String name) {
            Tensor sum = sums.get(name);
            if (sum == null) {
                throw new IllegalArgumentException("there is no parameter '" + name + "'");
            }
            return sum;
        }

        @Override
        public void close() {
            sums.values().forEach(Tensor::close);
        }
    }
}
