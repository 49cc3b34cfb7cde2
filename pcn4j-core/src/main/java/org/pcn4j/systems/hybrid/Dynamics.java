package org.pcn4j.systems.hybrid;

/**
 * How attractors move a belief.
 *
 * @param gain λ, by which an attractor's pull grows with the distance: at least 0
 * @param precision π of predicted velocities: above 0
 * @param posterior p, the precision that inferred velocities are taken to have when attractors are compared: above 0
 */
public record Dynamics(double gain, double precision, double posterior) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Dynamics {
        if (!(gain >= 0 && precision > 0 && posterior > 0)) {
            throw new IllegalArgumentException("a gain must be at least 0 and precisions above 0, not " + gain + ", "
                    + precision + " and " + posterior);
        }
    }
}
