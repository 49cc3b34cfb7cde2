package org.pcn4j.learning;

import org.pcn4j.function.Initializer;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A matrix that is drawn once and carries errors back in place of weights, on Java's heap, so that learners own no tensors.
 * Immutable.
 */
final class FixedMatrix {
    private final Shape shape;
    private final double[] numbers;
    private final float[] rounded;

    private FixedMatrix(Shape shape, double[] numbers) {
        this.shape = shape;
        this.numbers = numbers;
        this.rounded = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            rounded[i] = (float) numbers[i];
        }
    }

    /** Returns the matrix of these numbers, row by row. */
    static FixedMatrix of(Shape shape, double... numbers) {
        return new FixedMatrix(shape, numbers.clone());
    }

    /**
     * Draws a matrix, uniform within ±scale √(6 / n), n the product of all sizes but the first: at a scale of 1 as He et al. 2015
     * draw weights before a ReLU.
     */
    static FixedMatrix drawn(Seed seed, Shape shape, double scale) {
        try (Tensor numbers = Initializer.kaimingUniform(scale * Math.sqrt(2)).draw(seed, DType.FLOAT64, shape)) {
            return new FixedMatrix(shape, numbers.toDoubles());
        }
    }

    /** Returns where the matrix of a layer is drawn from: the same in every learner of a seed, at whatever update it begins. */
    static Seed seed(Seed noise, int layer) {
        return noise.derive("feedback").derive(layer);
    }

    /**
     * Carries the errors of samples, as rows, to where others are: error · matrix.
     *
     * @param error [B, …], of as many numbers a sample as the matrix has rows
     * @param to what has the result's shape, [B, …], of as many numbers a sample as the matrix has columns
     */
    Tensor carry(Tensor error, Tensor to) {
        long batch = error.size(0);
        Tensor rows = error.rank() == 2 ? error : error.reshape(Shape.of(batch, error.elements() / batch));
        Tensor carried = rows.matmul(like(error));
        return to.rank() == 2 ? carried : carried.reshape(to.shape());
    }

    /** Returns it as a new tensor of the element type and on the device of another. */
    Tensor like(Tensor other) {
        Tensor tensor =
                other.dtype() == DType.FLOAT32 ? Tensor.of(shape, rounded) : Tensor.of(other.dtype(), shape, numbers);
        return tensor.to(other.device());
    }
}
