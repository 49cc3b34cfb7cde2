package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * The energy at equilibrium in closed form, F* = ½ rᵀS⁻¹r with S = I + Σ P_l P_lᵀ over the free nodes, r the residual of the
 * forward pass and P_l the Jacobian from a node to the output (Innocenti et al. 2023; Millidge et al. 2022, arXiv 2207.12316).
 * It holds in linear networks of any acyclic graph; of others it is what their linearization at the forward pass would have.
 *
 * @param energy F*, as a mean over the samples; under a nudge with βr in the place of r
 * @param loss ½‖r‖², as a mean over the samples: the energy of the forward pass
 * @param outputErrors S⁻¹r, the output's error at equilibrium, of each sample
 */
public record EquilibratedEnergy(double energy, double loss, List<List<Double>> outputErrors) {
    private static final int MOST_OUTPUTS = 64;

    /** Copies the list. */
    public EquilibratedEnergy {
        outputErrors = List.copyOf(outputErrors);
    }

    /**
     * Computes it, in double precision.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @return nothing unless the network has one output, of at most 64 numbers and with a plain squared error, free nodes of
     *     precision 1, and no lateral edges
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static Optional<EquilibratedEnergy> of(Network network, Parameters parameters, Clamps clamps) {
        return of(network, parameters, clamps, new Nudging.None());
    }

    /**
     * Computes it where outputs are nudged. A clamped nudge of β puts βr in the place of r; of a centered one this is the part
     * of the positive sign, as in a {@linkplain InferenceTrace trace}.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @return nothing where there is nothing without a nudge, and where the nudge frees the output
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static Optional<EquilibratedEnergy> of(
            Network network, Parameters parameters, Clamps clamps, Nudging nudging) {
        if (nudging instanceof Nudging.Soft) {
            return Optional.empty();
        }
        return held(network, parameters, clamps).map(held -> held.pulled(part(nudging)));
    }

    /** Returns the part of the way to its target that an output is held at. */
    private static double part(Nudging nudging) {
        return nudging.oneWay() instanceof Nudging.Clamped clamped ? clamped.beta() : 1;
    }

    /** Returns what it is of outputs that are held at a part of the way, on which errors depend linearly. */
    private EquilibratedEnergy pulled(double part) {
        List<List<Double>> errors = outputErrors.stream()
                .map(sample -> sample.stream().map(error -> part * error).toList())
                .toList();
        return new EquilibratedEnergy(part * part * energy, part * part * loss, errors);
    }

    private static Optional<EquilibratedEnergy> held(Network network, Parameters parameters, Clamps clamps) {
        if (!isCovered(network)) {
            return Optional.empty();
        }
        try (TensorScope scope = new TensorScope();
                Parameters exact = parameters.to(DType.FLOAT64)) {
            return Optional.of(found(network, exact, clamps.to(DType.FLOAT64)));
        }
    }

    private static boolean isCovered(Network network) {
        List<Node> sinks = network.nodes().stream().filter(Node::isOutput).toList();
        return sinks.size() == 1
                && network.outputs().size() == 1
                && sinks.get(0).shape().elements() <= MOST_OUTPUTS
                && !network.hasLateralEdges()
                && !free(network).isEmpty()
                && network.nodes().stream()
                        .allMatch(node -> node.isRoot()
                                || node.energy()
                                        .precision()
                                        .filter(Precision::isOne)
                                        .isPresent());
    }

    private static List<String> free(Network network) {
        return network.nodes().stream().filter(Node::isInner).map(Node::name).toList();
    }

    private static EquilibratedEnergy found(Network network, Parameters parameters, Clamps clamps) {
        String output = network.outputs().get(0).name();
        Set<Observation> errors = new HashSet<>();
        free(network).forEach(node -> errors.add(new Observation.FinalError(node)));
        // With fixed predictions and γ = 1 the errors come to be backpropagation's: P_lᵀ e of the error e at the
        // output.
        Schedule fixed = Schedule.named("jacobian").withPredictions(Predictions.FIXED);
        Inference jacobian = new Inference(network, Clamping.ofEnds(), fixed, errors);
        Inference forward = new Inference(
                network,
                Clamping.ofEnds(),
                Schedule.named("forward").withSteps(0),
                Set.of(new Observation.FinalPrediction(output)));
        try (Outcome predicted = forward.settle(parameters, clamps)) {
            Tensor prediction = Direction.at(predicted.predictions(), output);
            Tensor target = clamps.value(output).orElseThrow();
            int samples = Math.toIntExact(clamps.batch());
            int width = Math.toIntExact(prediction.elements() / samples);
            double[] residuals = target.sub(prediction).toDoubles();
            double[][][] rows = new double[width][][];
            for (int i = 0; i < width; i++) {
                double[] ones = new double[residuals.length];
                for (int sample = 0; sample < samples; sample++) {
                    ones[sample * width + i] = 1;
                }
                Tensor unit = Tensor.of(DType.FLOAT64, prediction.shape(), ones).to(prediction.device());
                rows[i] = pulled(jacobian, parameters, clamps.with(output, prediction.add(unit)), samples);
            }
            return solved(residuals, rows, samples);
        }
    }

    /** Returns of each sample the errors of all free nodes, one after the other. */
    private static double[][] pulled(Inference jacobian, Parameters parameters, Clamps clamps, int samples) {
        double[][] all = new double[samples][0];
        try (Outcome outcome = jacobian.settle(parameters, clamps)) {
            for (Tensor error : outcome.errors().values()) {
                double[] numbers = error.toDoubles();
                int width = numbers.length / samples;
                for (int sample = 0; sample < samples; sample++) {
                    int had = all[sample].length;
                    all[sample] = Arrays.copyOf(all[sample], had + width);
                    System.arraycopy(numbers, sample * width, all[sample], had, width);
                }
            }
        }
        return all;
    }

    private static EquilibratedEnergy solved(double[] residuals, double[][][] rows, int samples) {
        int width = rows.length;
        double energy = 0;
        double loss = 0;
        List<List<Double>> errors = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            double[] r = Arrays.copyOfRange(residuals, sample * width, (sample + 1) * width);
            double[][] s = new double[width][width];
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    s[i][j] = (i == j ? 1 : 0) + dot(rows[i][sample], rows[j][sample]);
                }
            }
            double[] e = solve(s, r);
            energy += dot(r, e) / 2;
            loss += dot(r, r) / 2;
            errors.add(Arrays.stream(e).boxed().toList());
        }
        return new EquilibratedEnergy(energy / samples, loss / samples, errors);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Returns S⁻¹r; S is symmetric and its eigenvalues are at least 1, so that elimination needs no pivots. */
    private static double[] solve(double[][] s, double[] r) {
        double[] x = r.clone();
        for (int k = 0; k < x.length; k++) {
            for (int i = 0; i < x.length; i++) {
                double factor = i == k ? 0 : s[i][k] / s[k][k];
                for (int j = k; j < x.length; j++) {
                    s[i][j] -= factor * s[k][j];
                }
                x[i] -= factor * x[k];
            }
        }
        for (int k = 0; k < x.length; k++) {
            x[k] /= s[k][k];
        }
        return x;
    }
}
