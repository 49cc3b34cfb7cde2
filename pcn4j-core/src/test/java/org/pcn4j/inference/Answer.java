package org.pcn4j.inference;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What inference found, as plain numbers, row by row of the batch.
 *
 * @param values of the nodes that have one, by name, at time T
 * @param predictions of all nodes but roots, by name, at time T
 * @param errors by name, at time T: ε = x − μ, or of an output that is held e = −∂ℓ/∂μ
 * @param energies for each time 0 … T and each node, in the network's order, summed over the samples
 * @param loss the outputs' losses at time 0
 * @param residuals the largest ‖−∂E/∂x‖ of a sample over all that is free, for each relaxation; nothing of a plan
 * @param deltas every Δθ that moved a parameter, by its name, in the order of time, before the rate
 */
public record Answer(
        Map<String, double[]> values,
        Map<String, double[]> predictions,
        Map<String, double[]> errors,
        List<double[]> energies,
        double loss,
        List<Double> residuals,
        Map<String, List<double[]>> deltas) {
    /** T. */
    int end() {
        return energies.size() - 1;
    }

    double[] value(String node) {
        return Objects.requireNonNull(values.get(node), node);
    }

    double[] prediction(String node) {
        return Objects.requireNonNull(predictions.get(node), node);
    }

    double[] error(String node) {
        return Objects.requireNonNull(errors.get(node), node);
    }

    /** The only Δθ of a parameter. */
    double[] delta(String parameter) {
        List<double[]> all = Objects.requireNonNull(deltas.get(parameter), parameter);
        if (all.size() != 1) {
            throw new AssertionError(parameter + " moved " + all.size() + " times");
        }
        return all.get(0);
    }

    /** The energy of the whole network at a time. */
    double energy(int time) {
        double sum = 0;
        for (double energy : energies.get(time)) {
            sum += energy;
        }
        return sum;
    }
}
