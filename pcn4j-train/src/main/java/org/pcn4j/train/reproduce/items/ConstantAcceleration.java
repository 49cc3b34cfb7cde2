package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.temporal.KalmanFilter;
import org.pcn4j.systems.temporal.TemporalFilter;
import org.pcn4j.systems.temporal.TemporalNetworks;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.reproduce.Numbers;

/** Something that moves with constant acceleration, pushed and jittering, and is seen through noise: frame by frame. */
@SuppressWarnings("ArrayRecordComponent") // Numbers to compute with, compared by nobody.
record ConstantAcceleration(double[] c, List<double[]> states, List<double[]> seen, long seed) {
    private static final double STEP = 0.001;
    private static final double[] A = {1, STEP, STEP * STEP / 2, 0, 1, STEP, 0, 0, 1};
    private static final double[] B = {0, 0, 1};
    private static final double GAMMA = 0.1;
    private static final double RATE = 2e-4;
    private static final int LONGEST = 20_000;
    private static final int SIZE = 3;

    static ConstantAcceleration of(long seed, int frames) {
        Seed drawn = new Seed(seed);
        double[] c = drawn.derive("C")
                .normal(DType.FLOAT64, Shape.of(SIZE, SIZE), 0, 1)
                .toDoubles();
        SplittableRandom random = drawn.derive("noise").generator();
        List<double[]> states = new ArrayList<>();
        List<double[]> seen = new ArrayList<>();
        double[] z = new double[SIZE];
        for (int t = 0; t < frames; t++) {
            double[] moved = times(A, z);
            for (int i = 0; i < SIZE; i++) {
                moved[i] += B[i] * push(t) + random.nextGaussian();
            }
            z = moved;
            double[] x = times(c, z);
            for (int i = 0; i < SIZE; i++) {
                x[i] += random.nextGaussian();
            }
            states.add(z);
            seen.add(x);
        }
        return new ConstantAcceleration(c, states, seen, seed);
    }

    private static double push(int t) {
        return Math.exp(-0.01 * t);
    }

    private static double[] times(double[] matrix, double[] column) {
        double[] product = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                product[i] += matrix[i * SIZE + j] * column[j];
            }
        }
        return product;
    }

    private static Tensor matrix(double[] numbers) {
        return Tensor.of(DType.FLOAT64, Shape.of(SIZE, numbers.length / SIZE), numbers);
    }

    /** The smallest singular value of C: how well the latent value that is seen worst is seen. */
    double leastSeen() {
        try (TensorScope scope = new TensorScope()) {
            Tensor tensor = matrix(c);
            double[] squares = DecompositionKernels.symmetricEigen(LinearKernels.transposedProduct(tensor, tensor))
                    .values()
                    .toDoubles();
            return Math.sqrt(Math.max(0, squares[0]));
        }
    }

    /**
     * What the error at equilibrium is expected to be over the Kalman filter's, from the covariances of both, frame by frame: the
     * one weighs what it sees by a gain that stands, the other by one that follows from how sure it is.
     */
    double expectedRatio() {
        Matrix a = new Matrix(SIZE, SIZE, (i, j) -> A[i * SIZE + j]);
        Matrix seeing = new Matrix(SIZE, SIZE, (i, j) -> c[i * SIZE + j]);
        Matrix unit = Matrix.identity(SIZE);
        Matrix standing = gain(unit, seeing);
        Matrix ofKalman = unit.times(0);
        Matrix ofEquilibrium = unit.times(0);
        double sumOfKalman = 0;
        double sumOfEquilibrium = 0;
        for (int t = 0; t < seen.size(); t++) {
            Matrix before = a.times(ofKalman).times(a.transposed()).plus(unit);
            ofKalman = before.minus(gain(before, seeing).times(seeing).times(before));
            Matrix left = unit.minus(standing.times(seeing));
            Matrix moved = a.times(ofEquilibrium).times(a.transposed()).plus(unit);
            ofEquilibrium = left.times(moved).times(left.transposed()).plus(standing.times(standing.transposed()));
            sumOfKalman += ofKalman.dot(unit);
            sumOfEquilibrium += ofEquilibrium.dot(unit);
        }
        return sumOfEquilibrium / sumOfKalman;
    }

    /** P Cᵀ(C P Cᵀ + I)⁻¹. */
    private static Matrix gain(Matrix covariance, Matrix seeing) {
        Matrix reached = seeing.times(covariance);
        return reached.times(seeing.transposed())
                .plus(Matrix.identity(SIZE))
                .solve(reached)
                .transposed();
    }

    double kalman() {
        double sum = 0;
        double[] unit = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        try (TensorScope scope = new TensorScope();
                KalmanFilter filter = new KalmanFilter(matrix(A), matrix(B), matrix(c), matrix(unit), matrix(unit))) {
            for (int t = 0; t < seen.size(); t++) {
                sum += squared(filter.observe(seen.get(t), new double[] {push(t)}), states.get(t));
            }
        }
        return sum / seen.size();
    }

    /** The mean squared difference of the numbers. */
    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum / a.length;
    }

    /** The error of predictive coding in time, so many steps a frame. */
    double filtered(int steps) {
        return filtered(schedule().withSteps(steps));
    }

    /** The error at equilibrium. */
    double settled() {
        return filtered(schedule().withUntil(new Until.Settled(1e-8, LONGEST)));
    }

    private static Schedule schedule() {
        return Schedule.named("tpc")
                .withGamma(GAMMA)
                .withStart(new Start.Given())
                .withLearning(new Learning.Never());
    }

    private static Map<String, String> carried() {
        return Map.of(TemporalNetworks.BEFORE, TemporalNetworks.LATENT);
    }

    private Parameters truth(Network network) {
        Parameters parameters = network.initialize(new Seed(seed), DType.FLOAT64);
        put(parameters, "z.a.weight", A);
        put(parameters, "z.b.weight", B);
        put(parameters, "x.weight", c);
        return parameters;
    }

    private static void put(Parameters parameters, String name, double[] numbers) {
        try (Tensor tensor = matrix(numbers)) {
            parameters.get(name).copyInPlace(tensor);
        }
    }

    private Clamps done(int t) {
        return Clamps.none().with("control", row(push(t)));
    }

    private static Tensor row(double... numbers) {
        return Tensor.of(DType.FLOAT64, Shape.of(1, numbers.length), numbers);
    }

    private double filtered(Schedule schedule) {
        Network network = TemporalNetworks.linear(SIZE, 1, SIZE);
        double sum = 0;
        try (Parameters parameters = truth(network);
                TemporalFilter filter = TemporalFilter.inferring(network, carried(), parameters, schedule)) {
            for (int t = 0; t < seen.size(); t++) {
                try (TensorScope scope = new TensorScope();
                        Outcome outcome = filter.observe(done(t).with("x", row(seen.get(t))))) {
                    sum += squared(outcome.value(TemporalNetworks.LATENT).toDoubles(), states.get(t));
                }
            }
        }
        return sum / seen.size();
    }

    /** Learns some of the matrices, which begin at random. */
    Numbers learned(String which) {
        Network network = TemporalNetworks.linear(SIZE, 1, SIZE);
        Schedule schedule = schedule().withSteps(20).withLearning(new Learning.AtEnd());
        boolean all = which.equals("A and C");
        try (Parameters parameters = truth(network);
                Parameters random = network.initialize(new Seed(seed).derive("begin"), DType.FLOAT64);
                Sgd sgd = new Sgd(RATE)) {
            List<String> learns = new ArrayList<>();
            if (all || which.equals("A") || which.equals("nothing")) {
                learns.add("z.a.weight");
            }
            if (all || which.equals("C") || which.equals("nothing")) {
                learns.add("x.weight");
            }
            learns.forEach(name -> parameters.get(name).copyInPlace(random.get(name)));
            List<String> moved = which.equals("nothing") ? List.of() : learns;
            double forecast = forecasts(network, parameters, schedule, new Only(sgd, moved));
            double ofC =
                    Math.sqrt(squared(parameters.get("x.weight").toDoubles(), c) / squared(c, new double[c.length]));
            double ofA =
                    Math.sqrt(squared(parameters.get("z.a.weight").toDoubles(), A) / squared(A, new double[A.length]));
            double best;
            try (Parameters known = truth(network)) {
                best = forecasts(network, known, schedule, new Only(sgd, List.of()));
            }
            return Numbers.none()
                    .with("forecast", forecast / best)
                    .with("A", ofA)
                    .with("C", ofC);
        }
    }

    /** The error of forecasts over the last quarter of the frames. */
    private double forecasts(Network network, Parameters parameters, Schedule schedule, Only updater) {
        double sum = 0;
        int from = seen.size() - seen.size() / 4;
        try (TemporalFilter filter = new TemporalFilter(network, carried(), parameters, schedule, updater)) {
            for (int t = 0; t < seen.size(); t++) {
                try (TensorScope scope = new TensorScope()) {
                    if (t >= from) {
                        try (Outcome forecast = filter.forecast(done(t))) {
                            double[] said =
                                    forecast.prediction(TemporalNetworks.SEEN).toDoubles();
                            sum += squared(said, seen.get(t));
                        }
                    }
                    filter.observe(done(t).with("x", row(seen.get(t)))).close();
                }
            }
        }
        return sum / (seen.size() - from);
    }
}
