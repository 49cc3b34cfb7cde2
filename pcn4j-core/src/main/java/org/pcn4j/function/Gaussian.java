package org.pcn4j.function;

import java.util.Optional;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LossKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * E = ½ Σ π(x − μ)², the energy of a value under a Gaussian prediction with the precision π: every free node has it, with
 * π = 1 unless it is said otherwise, and any held one may (Whittington and Bogacz 2017; Millidge et al. 2022, arXiv
 * 2207.12316). So e = π(x − μ), and x is pulled back by as much.
 *
 * @param units π
 */
public record Gaussian(Precision units) implements Energy {
    /** The energy with π = 1. */
    public static final Gaussian UNIT = new Gaussian(Precision.ONE);

    /**
     * The energy with one precision of all units.
     *
     * @throws IllegalArgumentException if it is not finite or not greater than 0
     */
    public static Gaussian of(double precision) {
        return new Gaussian(Precision.of(precision));
    }

    @Override
    public Optional<Precision> precision() {
        return Optional.of(units);
    }

    @Override
    public Tensor total(Tensor prediction, Tensor value) {
        if (units.units().size() == 1) {
            try (Tensor doubled = LossKernels.squaredError(prediction, value)) {
                return doubled.mul(0.5 * units.units().get(0));
            }
        }
        try (Tensor error = value.sub(prediction)) {
            return units.energy(error);
        }
    }

    @Override
    public Tensor elements(Tensor prediction, Tensor value) {
        try (Tensor error = value.sub(prediction);
                Tensor weighted = units.times(error);
                Tensor squares = weighted.mul(error)) {
            return squares.mul(0.5);
        }
    }

    @Override
    public Tensor error(Tensor prediction, Tensor value, double weight) {
        try (Tensor error = value.sub(prediction)) {
            return units.times(weight).times(error);
        }
    }

    @Override
    public Tensor targets(Tensor labels, Shape output, DType dtype) {
        return new SquaredError().targets(labels, output, dtype);
    }

    @Override
    public void requireOutput(Shape output) {
        units.require(output);
    }

    @Override
    public void requireTarget(Shape output, long batch, Tensor target) {
        new SquaredError().requireTarget(output, batch, target);
    }

    @Override
    public Optional<DenseLoss> dense() {
        return units.units().size() == 1
                ? Optional.of(new DenseLoss(DenseLoss.Kind.SQUARED_ERROR, 1)
                        .times(units.units().get(0)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return units.isOne() ? "Gaussian" : "Gaussian of precision " + units;
    }
}
