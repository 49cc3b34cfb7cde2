package org.pcn4j.inference.schedule;

import java.util.List;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/**
 * Mirror descent by a logistic link: a potential moves, m ← m + γ(s − πε), and what others see of it is its rate, x = σ(m − θ),
 * between 0 and 1 (Brucklacher et al. 2023, Equations 1 to 3). The force is taken without the link's slope, so its energy is
 * that of the rates, of which m is the mirror: it falls for small enough steps, and rates whose slope is small move slowly.
 *
 * <p>Potentials are remembered. Where nothing is, a potential is that of the value which the node begins at, or of the nearest
 * rate between 10⁻⁶ and 1 − 10⁻⁶. A value moves by as much as its rate does, so that one which begins beyond these keeps its
 * distance from them.
 *
 * @param gamma the integration step γ of potentials: finite, greater than 0
 * @param threshold θ, the potential at which the rate is ½: finite
 */
public record MirrorDescent(double gamma, double threshold) implements Relaxation {
    /** The name under which potentials are remembered. */
    public static final String POTENTIAL = "potential";

    private static final double NEAREST = 1e-6;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public MirrorDescent {
        Descent.requireStep(gamma);
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("the threshold must be finite, not " + threshold);
        }
    }

    @Override
    public boolean forgets(Precision precision) {
        return false;
    }

    @Override
    public List<String> memory() {
        return List.of(POTENTIAL);
    }

    /** A node's first potential is that of its value. */
    @Override
    public boolean looks() {
        return true;
    }

    /** Returns the rates σ(m − θ) of potentials, a new tensor. */
    public Tensor rates(Tensor potentials) {
        try (Tensor above = potentials.copy()) {
            PointwiseKernels.addInPlace(above, -threshold);
            return ActivationKernels.sigmoid(above);
        }
    }

    private Tensor begun(Movement movement) {
        try (Tensor value = movement.value()) {
            Tensor potentials = ActivationKernels.logit(value, NEAREST);
            PointwiseKernels.addInPlace(potentials, threshold);
            return potentials;
        }
    }

    @Override
    public Tensor move(Movement movement) {
        Tensor potentials = movement.remembered(POTENTIAL, () -> begun(movement));
        try (Tensor before = rates(potentials);
                Tensor force = movement.force();
                Tensor after = rates(potentials.addInPlace(force, gamma));
                Tensor step = after.sub(before)) {
            return movement.moved(step, 1);
        }
    }
}
