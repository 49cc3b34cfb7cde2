package org.pcn4j.systems.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorException;
import org.pcn4j.tensor.TensorScope;

/**
 * Mean and covariance as they are learned: F = ½(x − μ)ᵀΣ⁻¹(x − μ) + ½ ln|Σ|, so ε = Σ⁻¹(x − μ), ΔΣ = ½(mean εεᵀ − Σ⁻¹) and
 * Δμ = mean ε.
 */
final class Moments {
    private final Tensor mean;
    private final Tensor covariance;

    /** The open scope owns both, [d] and [d, d] in float64. */
    Moments(Tensor mean, Tensor covariance) {
        this.mean = mean;
        this.covariance = covariance;
    }

    /** The standard normal distribution's. */
    Moments(long width) {
        this(Tensor.full(DType.FLOAT64, Shape.of(width), 0), identity(Math.toIntExact(width)));
    }

    private static Tensor identity(int width) {
        double[] numbers = new double[Math.multiplyExact(width, width)];
        for (int i = 0; i < width; i++) {
            numbers[i * width + i] = 1;
        }
        return Tensor.of(DType.FLOAT64, Shape.of(width, width), numbers);
    }

    /**
     * Learns patterns and hands over what was learned; returns the mean of F before each epoch.
     *
     * @param rows [N, d]
     */
    List<Double> learn(Tensor rows, Optimizer optimizer, int epochs, Parameters parameters, StoreListener listener) {
        List<Double> energies = new ArrayList<>();
        boolean goesOn = true;
        for (int epoch = 0; epoch < epochs && goesOn; epoch++) {
            energies.add(learn(rows, optimizer));
            Guarded.requireLearned(energies.get(0), energies.get(epoch));
            goesOn = listener.stored(epoch + 1, epochs, energies.get(epoch));
        }
        into(parameters);
        return energies;
    }

    private double learn(Tensor rows, Optimizer optimizer) {
        double count = rows.size(0);
        try (TensorScope scope = new TensorScope()) {
            Tensor lower = factor();
            Tensor precision = DecompositionKernels.inverseOfSquare(lower);
            Tensor centered = rows.to(DType.FLOAT64).sub(mean);
            Tensor errors = centered.matmul(precision); // [N, d], Σ⁻¹ being symmetric
            Tensor second = errors.transpose().contiguous().matmul(errors);
            double energy = errors.mul(centered).sum().item() / 2 / count + sumOfLogarithms(lower);
            Tensor half = second.mul(1 / count).sub(precision).mul(0.25);
            // Symmetric to the last bit, since a skew part, be it of rounding alone, would grow.
            Tensor delta = half.add(half.transpose().contiguous());
            Tensor ones = Tensor.full(DType.FLOAT64, Shape.of(1, rows.size(0)), 1 / count);
            Tensor shift = ones.matmul(errors).reshape(mean.shape());
            optimizer.update("covariance", covariance, delta);
            optimizer.update("mean", mean, shift);
            return energy;
        }
    }

    /** Returns ½ ln|Σ|, which is the sum of the logarithms on the diagonal of Σ's factor. */
    private static double sumOfLogarithms(Tensor lower) {
        int width = Math.toIntExact(lower.size(0));
        double[] numbers = lower.toDoubles();
        return IntStream.range(0, width)
                .mapToDouble(i -> Math.log(numbers[i * width + i]))
                .sum();
    }

    /** Returns L with LLᵀ = Σ. */
    private Tensor factor() {
        try {
            return DecompositionKernels.cholesky(covariance);
        } catch (TensorException e) {
            throw indefinite();
        }
    }

    /** Sets the sink h = R(x − μ), RᵀR = Σ⁻¹, of an explicit memory. */
    void into(Parameters parameters) {
        try (TensorScope scope = new TensorScope()) {
            Tensor root = DecompositionKernels.cholesky(DecompositionKernels.inverseOfSquare(factor()))
                    .transpose()
                    .contiguous();
            Tensor bias = root.matmul(mean.reshape(Shape.of(mean.size(0), 1))).reshape(mean.shape());
            parameters.get("error.weight").copyInPlace(root);
            parameters.get("error.bias").copyInPlace(bias.neg());
        } catch (TensorException e) {
            throw indefinite();
        }
    }

    private static MemoryException indefinite() {
        return new MemoryException("the covariance is not positive definite any more, as there are too few patterns or"
                + " they were learned for too long: fewer epochs or a smaller rate are wanted");
    }
}
