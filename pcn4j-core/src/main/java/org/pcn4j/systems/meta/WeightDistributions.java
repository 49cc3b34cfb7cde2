package org.pcn4j.systems.meta;

import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A matrix of weights that are distributions, of n units that read N others (Li, Qiu and Huang 2024, PRE 109:044309): a weight
 * is 0 with probability π, and otherwise Gaussian with mean m/(N(1−π)) and variance Ξ/(N(1−π)). So its mean is m/N and its
 * variance V = m²π/(N²(1−π)) + Ξ/N. By the central limit theorem a unit's input is Gaussian, and what is predicted of it is one
 * draw,
 *
 * <pre>
 *   μ = Σ (m/N) φ + ξ √(Δ + 10⁻¹⁰),  Δ = Σ V φ²
 * </pre>
 *
 * with a ξ ~ N(0, 1) that stands while values move. m, π and Ξ learn by what the error e says, with q = e ξ/√(Δ + 10⁻¹⁰):
 *
 * <pre>
 *   Δm = e φᵀ/N + mπ/(N²(1−π)) ∘ q(φ²)ᵀ    Δπ = ½ m²/(N²(1−π)²) ∘ q(φ²)ᵀ    ΔΞ = q(φ²)ᵀ/(2N)
 * </pre>
 *
 * <p>All are exact derivatives of the energy. After each update π is brought back to 0 … 0.99 and Ξ to 0 or more. Owns its
 * parameters: close it.
 */
public final class WeightDistributions implements AutoCloseable {
    private static final double MOST_ABSENT = 0.99;

    private final Tensor m;
    private final Tensor absent;
    private final Tensor spread;
    private final double inputs;
    private final boolean isCertain;

    /**
     * Takes the parameters as its own.
     *
     * @param m the numbers m, [n, N], of any size
     * @param absent π, [n, N], from 0 to 0.99
     * @param spread Ξ, [n, N], at least 0
     * @throws ShapeException if they have different shapes
     */
    public WeightDistributions(Tensor m, Tensor absent, Tensor spread) {
        this(m, absent, spread, false);
    }

    private WeightDistributions(Tensor m, Tensor absent, Tensor spread, boolean isCertain) {
        if (m.rank() != 2 || !m.shape().equals(absent.shape()) || !m.shape().equals(spread.shape())) {
            throw new ShapeException("weight distributions need m, π and Ξ of one shape [n, N], got " + m.shape() + ", "
                    + absent.shape() + " and " + spread.shape());
        }
        this.m = m;
        this.absent = absent;
        this.spread = spread;
        this.inputs = m.size(1);
        this.isCertain = isCertain;
    }

    /** Draws π and Ξ from 0 to 0.1, as published. Takes m as its own. */
    static WeightDistributions drawn(Tensor m, Seed seed) {
        return new WeightDistributions(
                m,
                seed.derive("absent").uniform(m.dtype(), m.shape(), 0, 0.1),
                seed.derive("spread").uniform(m.dtype(), m.shape(), 0, 0.1));
    }

    /** Weights that are certain: π and Ξ are 0, and stay so. Takes m as its own. */
    static WeightDistributions certain(Tensor m) {
        return new WeightDistributions(m, m.zerosLike(), m.zerosLike(), true);
    }

    /** Returns m, [n, N]; borrowed. */
    public Tensor m() {
        return m;
    }

    /** Returns π, [n, N]; borrowed. */
    public Tensor absent() {
        return absent;
    }

    /** Returns Ξ, [n, N]; borrowed. */
    public Tensor spread() {
        return spread;
    }

    /** Returns m/N, [n, N]: the caller or the open scope owns it. */
    public Tensor mean() {
        return m.mul(1 / inputs);
    }

    /** Returns V, [n, N]: the caller or the open scope owns it. */
    public Tensor variance() {
        try (TensorScope scope = new TensorScope()) {
            return spread.mul(1 / inputs)
                    .add(over(m.mul(m).mul(absent), 1), 1 / (inputs * inputs))
                    .keep();
        }
    }

    /** Numbers over a power of 1 − π. */
    private Tensor over(Tensor numbers, int power) {
        Tensor present = absent.neg();
        PointwiseKernels.addInPlace(present, 1);
        Tensor result = numbers;
        for (int i = 0; i < power; i++) {
            result = PointwiseKernels.quotient(result, present);
        }
        return result;
    }

    /** −∂(energy) in m, π and Ξ. Tensors of the open scope. */
    record Deltas(Tensor m, Tensor absent, Tensor spread) {
        Deltas scaled(double factor) {
            return new Deltas(m.mul(factor), absent.mul(factor), spread.mul(factor));
        }
    }

    /**
     * Returns −∂(energy)/∂ of the parameters, summed over the samples; 0 in π and Ξ of weights that are certain.
     *
     * @param phi what is read, [B, N]
     * @param error e, [B, n]
     * @param q e ξ/√Δ, [B, n]
     */
    Deltas deltas(Tensor phi, Tensor error, Tensor q) {
        Tensor ofMean = error.transpose().matmul(phi).mul(1 / inputs);
        if (isCertain) {
            return new Deltas(ofMean, absent.zerosLike(), spread.zerosLike());
        }
        Tensor squares = q.transpose().matmul(phi.mul(phi));
        double square = inputs * inputs;
        return new Deltas(
                ofMean.add(over(m.mul(absent).mul(squares), 1), 1 / square),
                over(m.mul(m).mul(squares), 2).mul(0.5 / square),
                squares.mul(0.5 / inputs));
    }

    /** Returns −∂(energy)/∂φ, [B, N], of the same, by the mean and the variance of the weights. */
    static Tensor force(Tensor phi, Tensor error, Tensor q, Tensor mean, Tensor variance) {
        return error.matmul(mean).add(phi.mul(q.matmul(variance)));
    }

    /** Moves the parameters, π and Ξ only where they are distributions, and brings these back to where they may be. */
    void move(String name, Deltas deltas, ParameterUpdater updater) {
        updater.update(name + ".m", m, deltas.m);
        if (!isCertain) {
            updater.update(name + ".absent", absent, deltas.absent);
            updater.update(name + ".spread", spread, deltas.spread);
            absent.copyInPlace(ActivationKernels.hardtanh(absent, 0, MOST_ABSENT));
            spread.copyInPlace(ActivationKernels.relu(spread));
        }
    }

    /** Draws m so that m/N is Gaussian with variance 1/N. */
    static Tensor gaussian(Shape shape, DType dtype, Seed seed) {
        return seed.normal(dtype, shape, 0, Math.sqrt((double) shape.size(1)));
    }

    @Override
    public void close() {
        m.close();
        absent.close();
        spread.close();
    }
}
