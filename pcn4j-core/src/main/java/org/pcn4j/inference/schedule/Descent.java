package org.pcn4j.inference.schedule;

import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.Tensor;

/**
 * Gradient descent on the energy: x ← x + γ(s − πε).
 *
 * @param gamma the integration step γ: finite, greater than 0
 */
public record Descent(double gamma) implements Relaxation {
    private static final double LIMIT = 2;

    /**
     * Checks γ.
     *
     * @throws IllegalArgumentException if it is out of its range
     */
    public Descent {
        requireStep(gamma);
    }

    static void requireStep(double gamma) {
        if (!(gamma > 0 && Double.isFinite(gamma))) {
            throw new IllegalArgumentException("gamma must be finite and greater than 0, not " + gamma);
        }
    }

    @Override
    public boolean forgets(Precision precision) {
        return precision.units().size() == 1 && gamma * precision.units().get(0) == 1;
    }

    /** 2: along an eigenvector the distance from rest is multiplied by 1 − γλ. */
    @Override
    public OptionalDouble stabilityLimit() {
        return OptionalDouble.of(LIMIT);
    }

    @Override
    public Tensor move(Movement movement) {
        Optional<Tensor> feedback = movement.feedback();
        if (movement.state().isEmpty()) {
            return scaled(feedback.orElseGet(movement::zeros));
        }
        Tensor state = movement.state().get();
        try {
            Optional<Precision> one =
                    movement.precision().filter(precision -> precision.units().size() == 1);
            if (movement.errorIsState() && one.isPresent()) {
                // One rounding less than ε + γs − γπε, and none at γπ = 1.
                Tensor kept = state.mul(1 - gamma * one.get().units().get(0));
                feedback.ifPresent(s -> kept.addInPlace(s, gamma));
                return kept;
            }
            Tensor moved = feedback.map(s -> state.add(s, gamma)).orElseGet(state::copy);
            movement.error().ifPresent(error -> moved.addInPlace(error, -gamma));
            return moved;
        } finally {
            feedback.ifPresent(Tensor::close);
        }
    }

    private Tensor scaled(Tensor feedback) {
        if (gamma == 1) {
            return feedback;
        }
        try (feedback) {
            return feedback.mul(gamma);
        }
    }
}
