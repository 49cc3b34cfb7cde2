package org.pcn4j.systems.sensing;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.DecompositionKernels.Eigen;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A linear-Gaussian generative predictive coding network, x = m + W z + noise of variance σ², z ~ N(0, I): a free root z with
 * the energy ½‖z‖² and an output x of precision 1/σ², held where it is seen. Its energy at equilibrium gives the evidence of
 * what is seen exactly, since Laplace's approximation is exact where everything is Gaussian.
 *
 * <p>Owns its numbers, in float64: close it. Thread-safe until then.
 */
public final class GenerativeModel implements AutoCloseable {
    static final String CAUSE = "z";
    static final String SEEN = "x";
    private static final double RESTS = 1e-9;
    private static final int LONGEST = 20_000;
    private static final int LEARNING_STEPS = 200;
    private static final int LEARNING_BATCH = 100;
    private static final Seed NOTHING = new Seed(0);

    private final int latents;
    private final double variance;
    private final double[] mean;
    private final double[] weight;
    private final Network network;
    private final Parameters parameters;
    private final Inference inference;

    private GenerativeModel(double[] mean, double[] weight, double variance) {
        if (!(variance > 0 && Double.isFinite(variance))) {
            throw new IllegalArgumentException(
                    "the variance of the noise must be finite and greater than 0, not " + variance);
        }
        this.mean = mean;
        this.weight = weight;
        this.variance = variance;
        this.latents = weight.length / mean.length;
        this.network = Network.builder()
                .input(CAUSE, Shape.of(latents))
                .sink("prior", new Identity(), CAUSE)
                .output(SEEN, new Linear(latents, mean.length), Gaussian.of(1 / variance), CAUSE)
                .build();
        this.parameters = network.initialize(NOTHING, DType.FLOAT64);
        try (TensorScope scope = new TensorScope()) {
            parameters.get("x.weight").copyInPlace(weight());
            parameters.get("x.bias").copyInPlace(mean());
        }
        this.inference = new Inference(
                network,
                Clamping.ofEnds().free(CAUSE).masked(SEEN),
                schedule(),
                Set.of(new Observation.FinalValue(CAUSE), new Observation.FinalError(SEEN)));
    }

    /**
     * Makes a model of given numbers.
     *
     * @param mean m, [n]; copied
     * @param weight W, [n, k]; copied
     * @param variance σ²: finite, greater than 0
     * @throws ShapeException if the sizes do not fit
     * @throws IllegalArgumentException if the variance is out of its range
     */
    public static GenerativeModel of(Tensor mean, Tensor weight, double variance) {
        if (mean.rank() != 1 || weight.rank() != 2 || weight.size(0) != mean.size(0)) {
            throw new ShapeException("a generative model needs a mean of [n] and weights of [n, k], got " + mean.shape()
                    + " and " + weight.shape());
        }
        return new GenerativeModel(mean.toDoubles(), weight.toDoubles(), variance);
    }

    /**
     * Fits a model to samples: W is the leading eigenvectors of their covariance times the roots of the eigenvalues.
     *
     * @param samples [N, n], at least two; borrowed
     * @param latents k: at least 1, at most n
     * @param variance σ²: finite, greater than 0
     * @throws IllegalArgumentException if there are too few samples, or a number is out of its range
     */
    public static GenerativeModel fit(Tensor samples, int latents, double variance) {
        if (samples.rank() != 2 || samples.size(0) < 2) {
            throw new IllegalArgumentException(
                    "a generative model is fitted to two samples at least, [N, n], got " + samples.shape());
        }
        int size = Math.toIntExact(samples.size(1));
        if (latents < 1 || latents > size) {
            throw new IllegalArgumentException(
                    "a generative model of " + size + " numbers has 1 to " + size + " latent values, not " + latents);
        }
        try (TensorScope scope = new TensorScope()) {
            Tensor exact = samples.to(DType.FLOAT64);
            double count = exact.size(0);
            Tensor mean = LinearKernels.sumOverBatch(exact).mul(1 / count);
            Tensor centered = exact.sub(mean);
            Tensor covariance =
                    LinearKernels.transposedProduct(centered, centered).mulInPlace(1 / count);
            Eigen eigen = DecompositionKernels.symmetricEigen(covariance);
            double[] values = eigen.values().toDoubles();
            double[] vectors = eigen.vectors().contiguous().toDoubles();
            double[] weight = new double[size * latents];
            for (int j = 0; j < latents; j++) {
                int column = size - 1 - j;
                double root = Math.sqrt(Math.max(0, values[column]));
                for (int i = 0; i < size; i++) {
                    weight[i * latents + j] = root * vectors[i * size + column];
                }
            }
            return new GenerativeModel(mean.toDoubles(), weight, variance);
        }
    }

    /**
     * Learns a model by Monte Carlo predictive coding in place of fitting it: causes are sampled by Langevin motion, and the
     * network learns from where it ends (Oliviers, Bogacz and Meulemans 2024). W comes to span what a fitted one spans.
     *
     * @param samples [N, n], at least two; borrowed
     * @param latents k: at least 1, at most n
     * @param variance σ²: finite, greater than 0
     * @param updates each from a batch of up to 100 samples and after 200 steps
     * @throws IllegalArgumentException if there are too few samples, or a number is out of its range
     */
    public static GenerativeModel learn(Tensor samples, int latents, double variance, int updates, Seed seed) {
        try (Tensor exact = samples.to(DType.FLOAT64)) {
            return new ModelLearning(exact, variance, LEARNING_STEPS).learned(latents, updates, LEARNING_BATCH, seed);
        }
    }

    /** The largest eigenvalue of I + WᵀW/σ², the energy's curvature in z where all is seen. */
    double largestCurvature() {
        try (TensorScope scope = new TensorScope()) {
            Tensor w = weight();
            double[] eigenvalues = DecompositionKernels.symmetricEigen(LinearKernels.transposedProduct(w, w))
                    .values()
                    .toDoubles();
            return 1 + eigenvalues[eigenvalues.length - 1] / variance;
        }
    }

    /** Heavy-ball momentum by the smallest and the largest curvature, 1 and L: steps 4/(√L + 1)², memory ((√L − 1)/(√L + 1))². */
    private Schedule schedule() {
        double root = Math.sqrt(largestCurvature());
        double momentum = (root - 1) / (root + 1);
        return Schedule.named("evidence")
                .withRelaxation(new Momentum(4 / ((root + 1) * (root + 1)), momentum * momentum))
                .withUntil(new Until.Settled(RESTS, LONGEST));
    }

    /** Returns how many numbers a sample has. */
    public int size() {
        return mean.length;
    }

    /** Returns how many latent values there are. */
    public int latents() {
        return latents;
    }

    /** Returns σ². */
    public double variance() {
        return variance;
    }

    /** Returns m, a new tensor [n]. */
    public Tensor mean() {
        return Tensor.of(DType.FLOAT64, Shape.of(mean.length), mean);
    }

    /** Returns W, a new tensor [n, k]. */
    public Tensor weight() {
        return Tensor.of(DType.FLOAT64, Shape.of(mean.length, latents), weight);
    }

    /** Returns the network. Its parameters are {@code x.weight}, W, and {@code x.bias}, m. */
    public Network network() {
        return network;
    }

    /** Returns the parameters, borrowed: to be read alone. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * Where a network came to rest.
     *
     * @param causes z*, of each sample
     * @param energies E* = ½‖ε‖²/σ² + ½‖z*‖², of each sample
     */
    @SuppressWarnings("ArrayRecordComponent") // The numbers are read at once and never compared.
    record Rest(double[][] causes, double[] energies) {}

    /**
     * Lets z settle on what is seen.
     *
     * @param samples [B, n]; borrowed
     * @param mask [B, n], 1 where a sample is seen and 0 where it is not; borrowed
     */
    Rest settle(Tensor samples, Tensor mask) {
        try (Outcome outcome = inference.settle(parameters, Clamps.none().with(SEEN, samples, mask))) {
            double[] z = outcome.value(CAUSE).toDoubles();
            double[] errors = Objects.requireNonNull(outcome.errors().get(SEEN)).toDoubles();
            int count = z.length / latents;
            double[][] causes = new double[count][];
            double[] energies = new double[count];
            for (int b = 0; b < count; b++) {
                causes[b] = Arrays.copyOfRange(z, b * latents, (b + 1) * latents);
                // An output's error is the mask's times (x − μ) / σ².
                double squares = variance * squares(errors, b * size(), (b + 1) * size());
                energies[b] = (squares + squares(causes[b], 0, latents)) / 2;
            }
            return new Rest(causes, energies);
        }
    }

    private static double squares(double[] numbers, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += numbers[i] * numbers[i];
        }
        return sum;
    }

    /**
     * Returns ln p(what is seen) of each sample, up to −½ n ln 2π for n numbers seen: −E* − ½ ln|I + W_sᵀW_s/σ²| − ½ n ln σ².
     *
     * @param samples [B, n], float64; borrowed
     * @param mask [B, n], 1 where a sample is seen and 0 where it is not; borrowed
     * @throws ShapeException if they do not fit
     */
    public double[] logEvidence(Tensor samples, Tensor mask) {
        double[] energies = settle(samples, mask).energies();
        double[] seen = mask.toDoubles();
        double[] evidence = new double[energies.length];
        for (int b = 0; b < evidence.length; b++) {
            evidence[b] = -energies[b] + volume(seen, b * size());
        }
        return evidence;
    }

    /** −½ ln|I + W_sᵀW_s/σ²| − ½ n ln σ², of a row of a mask. */
    private double volume(double[] mask, int from) {
        Posterior posterior = new Posterior(this);
        for (int i = 0; i < size(); i++) {
            if (mask[from + i] != 0) {
                posterior.see(i, mean[i]);
            }
        }
        return posterior.volume();
    }

    double meanAt(int place) {
        return mean[place];
    }

    double weightAt(int place, int latent) {
        return weight[place * latents + latent];
    }

    /** W, row by row: to be read alone. */
    double[] weights() {
        return weight;
    }

    /** Closes the numbers. Closing twice does nothing. */
    @Override
    public void close() {
        parameters.close();
    }
}
