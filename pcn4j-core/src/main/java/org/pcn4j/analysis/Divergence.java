package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;

/**
 * How far one set of numbers is from another of the same shape.
 *
 * @param name of the parameter, or {@code all}
 * @param distance the Euclidean distance
 * @param relativeDistance the distance over the Euclidean norm of the reference; 0 where both are 0
 * @param maxAbsolute the largest absolute difference
 * @param maxUlp the largest distance in units in the last place, which is the number of floating-point numbers between
 *     the two plus one; {@link Long#MAX_VALUE} where one of them is not a number
 * @param bitwiseEqual whether all pairs are equal by {@code ==}
 */
public record Divergence(
        String name, double distance, double relativeDistance, double maxAbsolute, long maxUlp, boolean bitwiseEqual) {

    /** Divergences of a network's parameters, one by one and in all. */
    public record Report(List<Divergence> parameters, Divergence all) {
        /** Copies the list. */
        public Report {
            parameters = List.copyOf(parameters);
        }
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /**
     * Compares two sets of parameters of the same network and element type, running statistics included.
     *
     * @throws IllegalArgumentException if names, shapes or element types differ
     * @throws IllegalStateException if either is closed
     */
    public static Report between(Parameters reference, Parameters other) {
        try (Lease one = reference.lease();
                Lease another = other.lease()) {
            return leased(reference, other);
        }
    }

    private static Report leased(Parameters reference, Parameters other) {
        if (reference.specs().size() != other.specs().size()
                || reference.bufferSpecs().size() != other.bufferSpecs().size()) {
            throw new IllegalArgumentException("parameters of different networks: " + reference + " and " + other);
        }
        List<Divergence> each = new ArrayList<>();
        double squares = 0;
        double norms = 0;
        List<ParameterSpec> specs = concat(reference.specs(), reference.bufferSpecs());
        List<ParameterSpec> others = concat(other.specs(), other.bufferSpecs());
        List<Tensor> tensors = concat(other.tensors(), other.buffers());
        for (int i = 0; i < specs.size(); i++) {
            String name = specs.get(i).name();
            if (!name.equals(others.get(i).name())) {
                throw new IllegalArgumentException("parameters of different networks: " + reference + " and " + other);
            }
            Tensor a = concat(reference.tensors(), reference.buffers()).get(i);
            Divergence one = between(name, a, tensors.get(i));
            each.add(one);
            double norm = norm(a.toDoubles());
            squares += one.distance * one.distance;
            norms += norm * norm;
        }
        double distance = Math.sqrt(squares);
        Divergence all = new Divergence(
                "all",
                distance,
                relative(distance, Math.sqrt(norms)),
                each.stream().mapToDouble(Divergence::maxAbsolute).max().orElse(0),
                each.stream()
                        .map(Divergence::maxUlp)
                        .max(Comparator.naturalOrder())
                        .orElse(0L),
                each.stream().allMatch(Divergence::bitwiseEqual));
        return new Report(each, all);
    }

    /**
     * Compares two tensors.
     *
     * @throws IllegalArgumentException if shapes or element types differ
     */
    public static Divergence between(String name, Tensor reference, Tensor other) {
        if (!reference.shape().equals(other.shape()) || reference.dtype() != other.dtype()) {
            throw new IllegalArgumentException("'" + name + "' is " + reference.dtype() + " " + reference.shape()
                    + " on one side and " + other.dtype() + " " + other.shape() + " on the other");
        }
        double[] a = reference.toDoubles();
        double[] b = other.toDoubles();
        double squares = 0;
        double largest = 0;
        long ulps = 0;
        boolean equal = true;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs(a[i] - b[i]);
            equal &= a[i] == b[i];
            squares += difference * difference;
            largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
            ulps = Math.max(ulps, ulps(a[i], b[i], reference.dtype()));
        }
        double distance = Math.sqrt(squares);
        return new Divergence(name, distance, relative(distance, norm(a)), largest, ulps, equal);
    }

    private static double relative(double distance, double norm) {
        return distance == 0 ? 0 : distance / norm;
    }

    private static double norm(double[] numbers) {
        double squares = 0;
        for (double number : numbers) {
            squares += number * number;
        }
        return Math.sqrt(squares);
    }

    /** Returns how many floating-point numbers of the type one has to step over from a to b. */
    static long ulps(double a, double b, DType dtype) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Long.MAX_VALUE;
        }
        long distance = dtype == DType.FLOAT32
                ? ordinal(Float.floatToIntBits((float) a)) - ordinal(Float.floatToIntBits((float) b))
                : saturatedDifference(ordinal(Double.doubleToLongBits(a)), ordinal(Double.doubleToLongBits(b)));
        return distance == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(distance);
    }

    // The bits of floating-point numbers, read as integers, are in the order of the numbers; negative ones backwards.
    private static long ordinal(int bits) {
        return bits < 0 ? Integer.MIN_VALUE - (long) bits : bits;
    }

    private static long ordinal(long bits) {
        return bits < 0 ? Long.MIN_VALUE - bits : bits;
    }

    private static long saturatedDifference(long a, long b) {
        long difference = a - b;
        boolean overflow = ((a ^ b) & (a ^ difference)) < 0;
        return overflow ? Long.MAX_VALUE : difference;
    }
}
