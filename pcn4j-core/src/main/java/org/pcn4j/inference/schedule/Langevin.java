package org.pcn4j.inference.schedule;

import java.util.OptionalDouble;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.Tensor;

/**
 * Langevin motion, which samples values from their posterior at a temperature instead of looking for the likeliest: x ← x +
 * γ(s − πε) + √(2γτ) ξ, ξ ~ N(0, 1) (Oliviers, Bogacz and Meulemans 2024). Noise falls on free elements alone. It is drawn
 * anew at every time from the update's seed, the node's name and the time.
 *
 * @param gamma the integration step γ: finite, greater than 0
 * @param temperature τ: finite, greater than 0; 1 samples the posterior itself
 */
public record Langevin(double gamma, double temperature) implements Relaxation {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Langevin {
        Descent.requireStep(gamma);
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("the temperature must be finite and greater than 0, not " + temperature);
        }
    }

    @Override
    public boolean forgets(Precision precision) {
        return new Descent(gamma).forgets(precision);
    }

    @Override
    public boolean draws() {
        return true;
    }

    /** That of descent: beyond it the variance grows without bound. */
    @Override
    public OptionalDouble stabilityLimit() {
        return new Descent(gamma).stabilityLimit();
    }

    @Override
    public Tensor move(Movement movement) {
        try (Tensor descended = new Descent(gamma).move(movement);
                Tensor noise = movement.noise()) {
            return descended.add(noise, Math.sqrt(2 * gamma * temperature));
        }
    }
}
