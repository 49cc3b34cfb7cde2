package org.pcn4j.inference.schedule;

import java.util.List;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/**
 * Adam (Kingma and Ba 2015) on values: m ← β₁m + (1 − β₁)f, v ← β₂v + (1 − β₂)f², x ← x + γ m̂ / (√v̂ + ε), f being the force
 * s − πε, m̂ = m / (1 − β₁ᵗ⁺¹) and v̂ = v / (1 − β₂ᵗ⁺¹). As with the peers that move values by it (JPC, PCX, Qi et al. 2026)
 * its means begin at every update: they are kept divided by their corrections, so that at t = 0 nothing from before weighs
 * anything. A force that was zero from the beginning moves nothing. Small and large forces take steps of the same size, so
 * energies need not fall.
 *
 * @param gamma the step γ: finite, greater than 0
 * @param beta1 β₁, the decay of the mean of forces: at least 0, less than 1
 * @param beta2 β₂, the decay of the mean of their squares: at least 0, less than 1
 * @param epsilon ε, added to the root: finite, greater than 0
 */
public record AdamDescent(double gamma, double beta1, double beta2, double epsilon) implements Relaxation {
    private static final String MEAN = "exp_avg";
    private static final String SQUARE = "exp_avg_sq";

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public AdamDescent {
        Descent.requireStep(gamma);
        requireDecay("beta1", beta1);
        requireDecay("beta2", beta2);
        if (!(epsilon > 0 && Double.isFinite(epsilon))) {
            throw new IllegalArgumentException("epsilon must be finite and greater than 0, not " + epsilon);
        }
    }

    private static void requireDecay(String name, double beta) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException(name + " must be at least 0 and less than 1, not " + beta);
        }
    }

    @Override
    public boolean forgets(Precision precision) {
        return false;
    }

    @Override
    public List<String> memory() {
        return List.of(MEAN, SQUARE);
    }

    @Override
    public Tensor move(Movement movement) {
        double ofForce = weight(beta1, movement.time());
        double ofSquare = weight(beta2, movement.time());
        Tensor mean = movement.remembered(MEAN);
        Tensor square = movement.remembered(SQUARE);
        try (Tensor force = movement.force()) {
            PointwiseKernels.approachInPlace(mean, force, ofForce);
            PointwiseKernels.addProductInPlace(square.mulInPlace(1 - ofSquare), force, force, ofSquare);
        }
        try (Tensor root = PointwiseKernels.sqrt(square);
                Tensor state = movement.state().map(Tensor::share).orElseGet(movement::zeros)) {
            PointwiseKernels.addInPlace(root, epsilon);
            return PointwiseKernels.addQuotient(state, mean, root, gamma);
        }
    }

    /**
     * What the force of a time weighs in the corrected mean; the means from before weigh the rest: nothing at t = 0. The bits are
     * the same on every machine.
     */
    public static double weight(double beta, int time) {
        return (1 - beta) / (1 - StrictMath.pow(beta, time + 1.0));
    }
}
