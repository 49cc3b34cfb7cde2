package org.pcn4j.function;

import java.util.List;
import java.util.Optional;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * E = ½ Σ (π(x − μ)² − ln π), the energy of a value under a Gaussian prediction whose precision is learned, one a unit
 * (Millidge et al. 2022, arXiv 2207.12316). The node has a parameter more, {@code log-precision}, ln π, which learns where its
 * function's do, by Δ = ½(1 − πε²), summed over the samples: its fixed point is π = 1 / mean ε². Without −ln π the precision
 * would fall to 0. Only what is between 0.001 and 1000 counts as π; beyond it Δ leads back. It learns from an error of zero
 * too, so that such a node is computed from the beginning.
 *
 * <p>Where no parameters are at hand, as in an evaluation by loss, it is the energy with π = 1, half the squared error.
 *
 * @param units the shape of the value for one sample
 * @param initial the first π: at least 0.001, at most 1000
 */
public record LearnedPrecision(Shape units, double initial) implements Energy {
    /** The least precision. */
    public static final double LEAST = 1e-3;

    /** The greatest precision. */
    public static final double GREATEST = 1e3;

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public LearnedPrecision {
        if (!(initial >= LEAST && initial <= GREATEST)) {
            throw new IllegalArgumentException("a precision to be learned must begin between " + LEAST + " and "
                    + GREATEST + ", not at " + initial);
        }
    }

    /** The energy of a value of so many units, whose precision begins at 1. */
    public static LearnedPrecision of(long units) {
        return new LearnedPrecision(Shape.of(units), 1);
    }

    /**
     * Returns π, a new tensor.
     *
     * @param logarithm ln π as it is learned; borrowed
     */
    public static Tensor precision(Tensor logarithm) {
        try (Tensor within = ActivationKernels.hardtanh(logarithm, Math.log(LEAST), Math.log(GREATEST))) {
            return PointwiseKernels.exp(within);
        }
    }

    /** Returns the function that predicts, without the precision: it has all of a predictor's parameters but the last. */
    public static Function withoutPrecision(Function predictor) {
        return predictor instanceof PrecisionLearning learning ? learning.function() : predictor;
    }

    private static Tensor logarithm(List<Tensor> theta) {
        return theta.get(theta.size() - 1);
    }

    @Override
    public boolean learnsPrecision() {
        return true;
    }

    @Override
    public Function predictor(Function function) {
        return function instanceof PrecisionLearning ? function : new PrecisionLearning(function, this);
    }

    /** Of the energy without parameters. */
    @Override
    public Optional<Precision> precision() {
        return Optional.of(Precision.ONE);
    }

    @Override
    public Tensor weigh(Tensor error, List<Tensor> theta) {
        try (Tensor precision = precision(logarithm(theta))) {
            return error.mul(precision);
        }
    }

    @Override
    public double perSample(List<Tensor> theta) {
        double sum = 0;
        for (double logarithm : logarithm(theta).toDoubles()) {
            sum -= Math.max(Math.log(LEAST), Math.min(Math.log(GREATEST), logarithm)) / 2;
        }
        return sum;
    }

    @Override
    public Tensor total(Tensor prediction, Tensor target, List<Tensor> theta) {
        double samples = (double) prediction.size(0);
        Tensor logarithm = ActivationKernels.hardtanh(logarithm(theta), Math.log(LEAST), Math.log(GREATEST));
        Tensor error = target.sub(prediction);
        Tensor squares = error.mul(error).mul(PointwiseKernels.exp(logarithm)).sum();
        return squares.add(logarithm.sum(), -samples).mul(0.5);
    }

    @Override
    public Tensor total(Tensor prediction, Tensor target) {
        return Gaussian.UNIT.total(prediction, target);
    }

    @Override
    public Tensor error(Tensor prediction, Tensor target, double weight) {
        return Gaussian.UNIT.error(prediction, target, weight);
    }

    @Override
    public Energy weighted(double weight) {
        throw new IllegalArgumentException("an energy whose precision is learned takes no weight");
    }

    @Override
    public Tensor targets(Tensor labels, Shape output, DType dtype) {
        return Gaussian.UNIT.targets(labels, output, dtype);
    }

    @Override
    public void requireOutput(Shape output) {
        if (!output.equals(units)) {
            throw new ShapeException("expected a value of " + units + ", whose precisions are learned, got " + output);
        }
    }

    @Override
    public void requireTarget(Shape output, long batch, Tensor target) {
        Gaussian.UNIT.requireTarget(output, batch, target);
    }

    @Override
    public String toString() {
        return "Gaussian of learned precision";
    }
}
