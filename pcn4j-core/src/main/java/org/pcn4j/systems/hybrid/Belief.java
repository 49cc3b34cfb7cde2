package org.pcn4j.systems.hybrid;

import java.util.Arrays;
import java.util.List;

/**
 * What is believed of some coordinates under several hypotheses, in generalized coordinates: values x and their velocities x′.
 * The velocity is predicted by attractors f_m, weighted by how much each is meant, and what the velocity tells of each attractor
 * is gathered as evidence. Others add what their own errors pull at; {@link #move} follows all gradients at once. Plain numbers,
 * changed in place; not thread-safe.
 */
public final class Belief {
    private final List<Attractor> attractors;
    private final Dynamics dynamics;
    private final double[][] values;
    private final double[][] velocities;
    private final double[][] valueGradients;
    private final double[][] velocityGradients;
    private final double[] evidences;

    /**
     * Takes a first value, at rest.
     *
     * @param values [hypotheses][coordinates], copied
     * @param attractors of as many hypotheses
     * @throws IllegalArgumentException if an attractor is of another number of hypotheses
     */
    public Belief(double[][] values, List<Attractor> attractors, Dynamics dynamics) {
        this.attractors = List.copyOf(attractors);
        this.dynamics = dynamics;
        this.values = copy(values);
        for (Attractor each : attractors) {
            if (each.towards().size() != values.length) {
                throw new IllegalArgumentException(
                        "an attractor of " + each.towards().size() + " hypotheses cannot move " + values.length);
            }
        }
        this.velocities = zeros();
        this.valueGradients = zeros();
        this.velocityGradients = zeros();
        this.evidences = new double[attractors.size()];
    }

    private static double[][] copy(double[][] numbers) {
        return Arrays.stream(numbers).map(double[]::clone).toArray(double[][]::new);
    }

    private double[][] zeros() {
        return Arrays.stream(values).map(row -> new double[row.length]).toArray(double[][]::new);
    }

    /** Returns a value. */
    public double value(int hypothesis, int coordinate) {
        return values[hypothesis][coordinate];
    }

    /** Returns a velocity. */
    public double velocity(int hypothesis, int coordinate) {
        return velocities[hypothesis][coordinate];
    }

    /** Adds to ∂F/∂x of one value. */
    public void pullValue(int hypothesis, int coordinate, double gradient) {
        valueGradients[hypothesis][coordinate] += gradient;
    }

    /** Adds to ∂F/∂x′ of one velocity. */
    public void pullVelocity(int hypothesis, int coordinate, double gradient) {
        velocityGradients[hypothesis][coordinate] += gradient;
    }

    /**
     * Compares velocities with what the attractors make of the values, ε = π(x′ − Σ v_m f_m(x)), adds the gradients ε to x′ and
     * −π(Σ v_m ∂f_m/∂x)ᵀε to x, and adds what x′ tells of each attractor to its evidence.
     *
     * @param weights v, one for each attractor, borrowed
     */
    public void flow(double[] weights) {
        double pi = dynamics.precision();
        double gain = dynamics.gain();
        for (int o = 0; o < values.length; o++) {
            for (int k = 0; k < values[o].length; k++) {
                double predicted = 0;
                for (int m = 0; m < weights.length; m++) {
                    predicted += weights[m] * gain * attractors.get(m).pull(values, o, k);
                }
                double error = pi * (velocities[o][k] - predicted);
                velocityGradients[o][k] += error;
                for (int m = 0; m < weights.length; m++) {
                    Attractor attractor = attractors.get(m);
                    double pulled = pi * gain * weights[m] * error;
                    valueGradients[attractor.towards().get(o)][k] -= pulled;
                    valueGradients[o][k] += pulled;
                    evidences[m] += ModelReduction.logEvidence(
                            velocities[o][k], dynamics.posterior(), predicted, gain * attractor.pull(values, o, k), pi);
                }
            }
        }
    }

    /**
     * Follows ẋ = x′ − ∂F/∂x and ẋ′ = −∂F/∂x′ for a moment, and forgets the gradients.
     *
     * @param moment dt
     * @param coordinates how many, from the first on, can move; the others stay
     */
    public void move(double moment, int coordinates) {
        for (int o = 0; o < values.length; o++) {
            for (int k = 0; k < coordinates; k++) {
                values[o][k] += moment * (velocities[o][k] - valueGradients[o][k]);
                velocities[o][k] -= moment * velocityGradients[o][k];
            }
            Arrays.fill(valueGradients[o], 0);
            Arrays.fill(velocityGradients[o], 0);
        }
    }

    /** Returns ∂F/∂x as added up so far, [hypotheses][coordinates], a copy. */
    double[][] valueGradients() {
        return copy(valueGradients);
    }

    /** Returns ∂F/∂x′ as added up so far, [hypotheses][coordinates], a copy. */
    double[][] velocityGradients() {
        return copy(velocityGradients);
    }

    /** Returns the evidence L_m that was gathered for each attractor since it was last taken, and begins anew. */
    public double[] takeEvidences() {
        double[] taken = evidences.clone();
        Arrays.fill(evidences, 0);
        return taken;
    }
}
