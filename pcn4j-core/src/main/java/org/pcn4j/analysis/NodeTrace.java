package org.pcn4j.analysis;

import java.util.List;
import java.util.OptionalInt;

/**
 * What inference does at a node, time by time, in the order of {@link InferenceTrace#times}. A norm is the root of the mean of
 * squared norms over the samples.
 *
 * @param node its name
 * @param level the longest path to an output
 * @param distance the shortest path to an output
 * @param arrival the first of the times at which the error was not zero, if there was one
 * @param energies as means over the samples
 * @param errors the norms of ε = x − μ; of an output that is held, of −∂ℓ/∂μ
 * @param residuals the norms of the force −∂E/∂x; empty where the value is held
 * @param fromEquilibrium the norms of x − x*; empty where the value is held
 */
public record NodeTrace(
        String node,
        int level,
        int distance,
        OptionalInt arrival,
        List<Double> energies,
        List<Double> errors,
        List<Double> residuals,
        List<Double> fromEquilibrium) {
    /** Copies the lists. */
    public NodeTrace {
        energies = List.copyOf(energies);
        errors = List.copyOf(errors);
        residuals = List.copyOf(residuals);
        fromEquilibrium = List.copyOf(fromEquilibrium);
    }
}
