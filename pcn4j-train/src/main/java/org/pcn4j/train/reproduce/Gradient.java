package org.pcn4j.train.reproduce;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * What a rule says about all parameters for one batch, Δθ over the number of targets. Immutable.
 *
 * @param deltas by the names of the parameters
 */
public record Gradient(Map<String, double[]> deltas) {
    /** Copies the map, in the order of the names: sums over all parameters round alike in every process. */
    public Gradient {
        deltas = Collections.unmodifiableMap(new TreeMap<>(deltas));
    }

    /**
     * Learns from a batch without moving the parameters. Of a rule that speaks several times, the sum.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     */
    public static Gradient of(Rule rule, Network network, Parameters parameters, Clamps clamps, Seed noise) {
        Map<String, double[]> sums = new TreeMap<>();
        try (Parameters own = parameters.copy()) {
            own.specs()
                    .forEach(spec -> sums.put(
                            spec.name(),
                            new double
                                    [Math.toIntExact(
                                            own.get(spec.name()).shape().elements())]));
            ParameterUpdater updater = new ParameterUpdater() {
                @Override
                public void update(String name, Tensor theta, Tensor delta) {
                    add(sums.getOrDefault(name, new double[0]), delta.toDoubles());
                }

                @Override
                public boolean idleAtZero() {
                    return true;
                }
            };
            double unused = rule.learner(network, own, updater, noise).update(clamps, 0);
        }
        return new Gradient(sums);
    }

    private static void add(double[] sum, double[] more) {
        synchronized (sum) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += more[i];
            }
        }
    }

    /** Returns the part that belongs to some parameters. */
    public Gradient only(Predicate<String> names) {
        Map<String, double[]> some = new TreeMap<>(deltas);
        some.keySet().removeIf(names.negate());
        return new Gradient(some);
    }

    /** Returns the part that belongs to the parameters of a node, those that are named after it. */
    public Gradient ofNode(String node) {
        return only(name -> name.startsWith(node + "."));
    }

    /** Returns the Euclidean length over all parameters. */
    public double norm() {
        int exponent = exponent();
        Gradient scaled = over(exponent);
        return Math.scalb(Math.sqrt(scaled.product(scaled)), exponent);
    }

    /** Returns the exponent of the largest number; 0 where there is none. */
    private int exponent() {
        double largest = 0;
        for (double[] all : deltas.values()) {
            for (double each : all) {
                largest = Math.max(largest, Math.abs(each));
            }
        }
        return largest == 0 || !Double.isFinite(largest) ? 0 : Math.max(Math.getExponent(largest), Double.MIN_EXPONENT);
    }

    /** Returns this over two to that power: over its own exponent, no square is too large or too small for a double. */
    private Gradient over(int exponent) {
        double factor = Math.scalb(1.0, -exponent);
        Map<String, double[]> scaled = new TreeMap<>();
        deltas.forEach((name, all) ->
                scaled.put(name, Arrays.stream(all).map(each -> factor * each).toArray()));
        return new Gradient(scaled);
    }

    private double product(Gradient other) {
        double sum = 0;
        for (Map.Entry<String, double[]> each : deltas.entrySet()) {
            double[] a = each.getValue();
            double[] b = other.deltas.getOrDefault(each.getKey(), new double[a.length]);
            for (int i = 0; i < a.length; i++) {
                sum += a[i] * b[i];
            }
        }
        return sum;
    }

    /** Returns the Euclidean distance from another. */
    public double distance(Gradient other) {
        Map<String, double[]> differences = new TreeMap<>();
        for (Map.Entry<String, double[]> each : deltas.entrySet()) {
            double[] difference = each.getValue().clone();
            double[] b = other.deltas.getOrDefault(each.getKey(), new double[difference.length]);
            for (int i = 0; i < difference.length; i++) {
                difference[i] -= b[i];
            }
            differences.put(each.getKey(), difference);
        }
        return new Gradient(differences).norm();
    }

    /** Returns the distance over the length of the reference. */
    public double relative(Gradient reference) {
        double distance = distance(reference);
        return distance == 0 ? 0 : distance / reference.norm();
    }

    /** Returns the cosine of the angle to another; NaN where either is zero. */
    public double cosine(Gradient other) {
        Gradient a = over(exponent());
        Gradient b = other.over(other.exponent());
        return a.product(b) / (Math.sqrt(a.product(a)) * Math.sqrt(b.product(b)));
    }

    /** Returns the angle to another in degrees; NaN where either is zero. */
    public double angle(Gradient other) {
        return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine(other)))));
    }

    /** Returns how much of the reference is in it: its part along the reference, over the reference's length. */
    public double ratio(Gradient reference) {
        int exponent = exponent();
        int others = reference.exponent();
        Gradient a = over(exponent);
        Gradient b = reference.over(others);
        return Math.scalb(a.product(b) / b.product(b), exponent - others);
    }
}
