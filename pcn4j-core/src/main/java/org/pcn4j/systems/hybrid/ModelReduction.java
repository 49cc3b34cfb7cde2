package org.pcn4j.systems.hybrid;

/**
 * Bayesian model reduction of Gaussians: how much likelier what was inferred is where a prior's mean is another one, without
 * inferring anew. Prior precisions are equal, so the result is exact, and no shift of all coordinates changes it.
 */
public final class ModelReduction {
    private ModelReduction() {}

    /**
     * Returns ln of the evidence of a reduced model over that of the full one: π Σ d(μ − η) − ½d²(1 − π/p), with d = η_m − η.
     *
     * @param posterior μ, the mean that was inferred under the full prior
     * @param p its precision: above 0
     * @param full η, the mean of the full prior
     * @param reduced η_m, the mean of the reduced one
     * @param prior π, the precision of both: above 0
     * @throws IllegalArgumentException if lengths differ or a precision is not above 0
     */
    public static double logEvidence(double[] posterior, double p, double[] full, double[] reduced, double prior) {
        if (posterior.length != full.length || posterior.length != reduced.length) {
            throw new IllegalArgumentException("means must be equally long, not " + posterior.length + ", "
                    + full.length + " and " + reduced.length);
        }
        if (!(p > 0 && prior > 0)) {
            throw new IllegalArgumentException("precisions must be above 0, not " + p + " and " + prior);
        }
        double sum = 0;
        for (int i = 0; i < posterior.length; i++) {
            sum += logEvidence(posterior[i], p, full[i], reduced[i], prior);
        }
        return sum;
    }

    /** The same of one coordinate, unchecked. */
    static double logEvidence(double posterior, double p, double full, double reduced, double prior) {
        double d = reduced - full;
        return prior * (d * (posterior - full) - 0.5 * d * d * (1 - prior / p));
    }
}
