package org.pcn4j.analysis;

import java.util.OptionalDouble;

/**
 * How large a relaxation's step γ is beside the largest with which values still converge.
 *
 * @param gamma γ
 * @param curvature λ, the largest eigenvalue of the energy's Hessian in the free values; NaN where it is not finite
 * @param limit what γλ must stay below; nothing where none is known of the relaxation
 */
public record StepSize(double gamma, double curvature, OptionalDouble limit) {
    /** Returns γλ. */
    public double product() {
        return gamma * curvature;
    }

    /** Returns the largest γ that is stable, if a limit is known. */
    public OptionalDouble largestGamma() {
        return limit.isPresent() ? OptionalDouble.of(limit.getAsDouble() / curvature) : limit;
    }

    /** Tells whether γλ is known to be at its limit or beyond it, so that values do not converge. */
    public boolean isBeyond() {
        return limit.isPresent() && product() >= limit.getAsDouble();
    }
}
