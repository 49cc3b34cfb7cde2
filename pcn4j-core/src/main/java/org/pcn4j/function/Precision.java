package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The precision π of an energy ½ Σ π(x − μ)²: one number, or one a unit. Immutable.
 *
 * @param units one number for all units, or one for each element of a sample's value, in order; finite, greater than 0
 */
public record Precision(List<Double> units) {
    /** π = 1. */
    public static final Precision ONE = Precision.of(1);

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there is none, or one is not finite or not greater than 0
     */
    public Precision {
        units = List.copyOf(units);
        if (units.isEmpty()) {
            throw new IllegalArgumentException("expected a precision for all units or one for each, found none");
        }
        if (units.stream().distinct().count() == 1) {
            units = units.subList(0, 1);
        }
        for (double unit : units) {
            if (!(unit > 0 && Double.isFinite(unit))) {
                throw new IllegalArgumentException("a precision must be finite and greater than 0, not " + unit);
            }
        }
    }

    /** Returns the same precision of all units. */
    public static Precision of(double precision) {
        return new Precision(List.of(precision));
    }

    /** Tells whether it is 1 of all units, so that πε is ε. */
    public boolean isOne() {
        return units.size() == 1 && units.get(0) == 1;
    }

    /**
     * Returns πε, a new tensor or handle.
     *
     * @param error ε, [B, …]; borrowed
     */
    public Tensor times(Tensor error) {
        if (units.size() == 1) {
            return isOne() ? error.share() : error.mul(units.get(0));
        }
        double[] numbers = units.stream().mapToDouble(Double::doubleValue).toArray();
        long[] one = error.shape().toArray();
        one[0] = 1;
        try (Tensor all = Tensor.of(error.dtype(), Shape.of(one), numbers);
                Tensor there = all.to(error.device())) {
            return error.mul(there);
        }
    }

    /**
     * Returns the energy ½ Σ πε², a single number, by recordable operations.
     *
     * @param error ε, [B, …]; borrowed
     */
    public Tensor energy(Tensor error) {
        try (Tensor weighted = times(error);
                Tensor squares = weighted.mul(error);
                Tensor sum = squares.sum()) {
            return sum.mul(0.5);
        }
    }

    /** Returns this precision times a factor. */
    public Precision times(double factor) {
        return new Precision(units.stream().map(unit -> unit * factor).toList());
    }

    /**
     * Makes sure that it fits a value.
     *
     * @param shape of the value for one sample
     * @throws ShapeException if it has another number of units
     */
    public void require(Shape shape) {
        if (units.size() != 1 && units.size() != shape.elements()) {
            throw new ShapeException("expected one precision or one for each of the " + shape.elements() + " units of "
                    + shape + ", got " + units.size());
        }
    }

    @Override
    public String toString() {
        return units.size() == 1 ? units.get(0).toString() : units.toString();
    }
}
