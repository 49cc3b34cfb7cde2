package org.pcn4j.inference.schedule;

import java.util.List;
import java.util.OptionalDouble;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.Tensor;

/**
 * Descent with momentum: v ← m v + (s − πε), x ← x + γ v, as PyTorch's SGD and the PCX benchmark move values (Pinchetti et
 * al. 2025). v begins at 0.
 *
 * @param gamma the integration step γ: finite, greater than 0
 * @param momentum m: at least 0, less than 1; 0 is {@link Descent}
 */
public record Momentum(double gamma, double momentum) implements Relaxation {
    private static final String VELOCITY = "velocity";

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Momentum {
        Descent.requireStep(gamma);
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("the momentum must be at least 0 and less than 1, not " + momentum);
        }
    }

    @Override
    public boolean forgets(Precision precision) {
        return momentum == 0 && new Descent(gamma).forgets(precision);
    }

    @Override
    public List<String> memory() {
        return momentum == 0 ? List.of() : List.of(VELOCITY);
    }

    /** 2(1 + m): at it one root of z² − (1 + m − γλ) z + m is −1 (Polyak 1964). */
    @Override
    public OptionalDouble stabilityLimit() {
        return OptionalDouble.of(2 * (1 + momentum));
    }

    @Override
    public Tensor move(Movement movement) {
        if (momentum == 0) {
            return new Descent(gamma).move(movement);
        }
        Tensor velocity = movement.force().addInPlace(movement.remembered(VELOCITY), momentum);
        Tensor moved = movement.moved(velocity, gamma);
        movement.remember(VELOCITY, velocity);
        return moved;
    }
}
