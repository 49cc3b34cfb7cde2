package org.pcn4j.systems.temporal;

import org.pcn4j.function.ShapeException;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * The best linear filter of z' = A z + B u + noise Q, x = C z + noise R, to compare others with (Kalman 1960). It tracks the
 * covariance of its predictions. Predictive coding does not: its equilibrium is this filter with that covariance held at Q, see
 * {@link #withPriorHeld}. Owns what it carries: close it. Not thread-safe.
 */
public final class KalmanFilter implements AutoCloseable {
    private final Tensor a;
    private final Tensor b;
    private final Tensor c;
    private final Tensor processNoise;
    private final Tensor noise;
    private final boolean held;
    private Tensor estimate;
    private Tensor covariance;

    private KalmanFilter(Tensor a, Tensor b, Tensor c, Tensor processNoise, Tensor noise, boolean held) {
        this.a = a;
        this.b = b;
        this.c = c;
        this.processNoise = processNoise;
        this.noise = noise;
        this.held = held;
        this.estimate = Tensor.full(a.dtype(), Shape.of(a.size(0), 1), 0).keep();
        this.covariance = a.zerosLike().keep();
    }

    /**
     * Prepares a filter that knows the first state to be zero.
     *
     * @param a A, [n, n]; all are borrowed
     * @param b B, [n, k]
     * @param c C, [m, n]
     * @param processNoise Q, [n, n], a covariance
     * @param noise R, [m, m], a covariance
     * @throws ShapeException if sizes do not fit
     */
    public KalmanFilter(Tensor a, Tensor b, Tensor c, Tensor processNoise, Tensor noise) {
        this(square("A", a), b, c, square("Q", processNoise), square("R", noise), false);
        long n = a.size(0);
        if (b.size(0) != n || c.size(1) != n || processNoise.size(0) != n || noise.size(0) != c.size(0)) {
            throw new ShapeException("a filter's matrices must fit, but A is " + a.shape() + ", B " + b.shape() + ", C "
                    + c.shape() + ", Q " + processNoise.shape() + ", R " + noise.shape());
        }
    }

    private static Tensor square(String name, Tensor matrix) {
        if (matrix.rank() != 2 || matrix.size(0) != matrix.size(1)) {
            throw new ShapeException("a filter's " + name + " must be a square matrix, got " + matrix.shape());
        }
        return matrix;
    }

    /** Returns a filter of the same matrices, at rest, that takes its predictions to be as sure as Q says, whatever came before. */
    public KalmanFilter withPriorHeld() {
        return new KalmanFilter(a, b, c, processNoise, noise, true);
    }

    /**
     * Sees a frame: p = A ẑ + B u, ẑ ← p + P Cᵀ(C P Cᵀ + R)⁻¹(x − C p).
     *
     * @param seen x, [m]; borrowed
     * @param done u, [k]; borrowed
     * @return ẑ
     */
    public double[] observe(double[] seen, double[] done) {
        try (TensorScope scope = new TensorScope()) {
            Tensor x = column(seen);
            Tensor p = a.matmul(estimate).add(b.matmul(column(done)));
            Tensor before = held
                    ? processNoise
                    : a.matmul(covariance).matmul(a.transpose()).add(processNoise);
            Tensor reached = c.matmul(before);
            Tensor surprise = reached.matmul(c.transpose()).add(noise);
            Tensor gain = DecompositionKernels.solve(surprise, reached).transpose();
            Tensor settled = p.add(gain.matmul(x.sub(c.matmul(p)))).keep();
            Tensor left = before.sub(gain.matmul(reached)).keep();
            estimate.close();
            covariance.close();
            estimate = settled;
            covariance = left;
            return estimate.toDoubles();
        }
    }

    private Tensor column(double[] numbers) {
        return Tensor.of(a.dtype(), Shape.of(numbers.length, 1), numbers);
    }

    /** Closes what is carried. Closing twice does nothing. */
    @Override
    public void close() {
        estimate.close();
        covariance.close();
    }
}
