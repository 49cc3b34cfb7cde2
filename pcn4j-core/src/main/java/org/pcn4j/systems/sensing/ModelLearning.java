package org.pcn4j.systems.sensing;

import java.util.Set;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Learns a generative model by Monte Carlo predictive coding (Oliviers, Bogacz and Meulemans 2024): causes are sampled by
 * Langevin motion, and W and m learn from the sample that it ends at. Where it leads, WWᵀ + σ²I is the covariance as far as k
 * latent values can make it: W spans what the leading eigenvectors span, and each direction is shorter than its root by σ²,
 * which {@link GenerativeModel#fit} does not take away.
 */
final class ModelLearning {
    private static final double SMALL = 0.1;
    private static final double RATE = 0.03;
    private static final double TEMPERATURE = 1;
    private static final double STEP = 0.1;

    private final Tensor samples;
    private final double variance;
    private final int steps;

    /**
     * Prepares to learn.
     *
     * @param samples [N, n], float64; borrowed
     * @param steps of Langevin motion before each update
     */
    ModelLearning(Tensor samples, double variance, int steps) {
        if (samples.rank() != 2 || samples.size(0) < 2) {
            throw new ShapeException(
                    "a generative model is learned from two samples at least, [N, n], got " + samples.shape());
        }
        this.samples = samples;
        this.variance = variance;
        this.steps = steps;
    }

    /** Learns from batches of samples in a row, over and over. */
    GenerativeModel learned(int latents, int updates, int batch, Seed seed) {
        try (TensorScope scope = new TensorScope();
                GenerativeModel first = GenerativeModel.of(mean(), drawn(latents, seed), variance);
                Parameters parameters = first.parameters().copy();
                Adam adam = new Adam(RATE)) {
            Network network = first.network();
            PredictiveCoding learner = new PredictiveCoding(
                    parameters,
                    adam,
                    new Planner(adam.zeroUpdates())
                            .plan(
                                    network,
                                    Clamping.ofEnds().free(GenerativeModel.CAUSE),
                                    schedule(latents),
                                    Set.of(new Observation.Loss())),
                    seed.derive("noise"));
            for (int update = 0; update < updates; update++) {
                try (TensorScope ofUpdate = new TensorScope()) {
                    double unused = learner.update(Clamps.none().with(GenerativeModel.SEEN, batch(update, batch)));
                }
            }
            return GenerativeModel.of(
                    parameters.get(GenerativeModel.SEEN + ".bias"),
                    parameters.get(GenerativeModel.SEEN + ".weight"),
                    variance);
        }
    }

    private Tensor mean() {
        return LinearKernels.sumOverBatch(samples).mul(1.0 / samples.size(0));
    }

    private Tensor drawn(int latents, Seed seed) {
        return seed.normal(DType.FLOAT64, Shape.of(samples.size(1), latents), 0, SMALL);
    }

    /** A tenth of 1/L by the largest curvature L of a fitted model: at 1/L the variance of samples would be twice what it should. */
    private Schedule schedule(int latents) {
        try (GenerativeModel fitted = GenerativeModel.fit(samples, latents, variance)) {
            return Schedule.named("mcpc")
                    .withRelaxation(new Langevin(STEP / fitted.largestCurvature(), TEMPERATURE))
                    .withSteps(steps);
        }
    }

    private Tensor batch(int update, int size) {
        int count = Math.toIntExact(Math.min(size, samples.size(0)));
        int batches = Math.toIntExact(samples.size(0) / count);
        return samples.narrow(0, (long) update % batches * count, count);
    }
}
