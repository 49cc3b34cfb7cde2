package org.pcn4j.function;

import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * How a parameter's first numbers are drawn. The fan-in of a shape [out, in, …] is the product of all sizes but the
 * first, its fan-out that of all but the second, as PyTorch counts them.
 */
@FunctionalInterface
public interface Initializer {
    /**
     * Draws the numbers; the same seed gives the same, rounded to the element type.
     *
     * @return a new tensor on the CPU, which the caller owns
     */
    Tensor draw(Seed seed, DType dtype, Shape shape);

    /** All numbers equal. */
    static Initializer constant(double number) {
        return (seed, dtype, shape) -> Tensor.full(dtype, shape, number);
    }

    /** All zeros. */
    static Initializer zeros() {
        return constant(0);
    }

    /** Uniform on [−bound, bound). */
    static Initializer uniform(double bound) {
        return (seed, dtype, shape) -> seed.uniform(dtype, shape, -bound, bound);
    }

    /** Gaussian with mean 0. */
    static Initializer normal(double standardDeviation) {
        return (seed, dtype, shape) -> seed.normal(dtype, shape, 0, standardDeviation);
    }

    /** Uniform with variance gain² · 2 / (fan-in + fan-out): Glorot and Bengio 2010. */
    static Initializer xavierUniform(double gain) {
        return (seed, dtype, shape) ->
                uniform(gain * Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape)))).draw(seed, dtype, shape);
    }

    /** Gaussian with variance gain² · 2 / (fan-in + fan-out): Glorot and Bengio 2010. */
    static Initializer xavierNormal(double gain) {
        return (seed, dtype, shape) ->
                normal(gain * Math.sqrt(2.0 / (fanIn(shape) + fanOut(shape)))).draw(seed, dtype, shape);
    }

    /** Uniform with variance gain² / fan-in: He et al. 2015; the gain for ReLU is √2. */
    static Initializer kaimingUniform(double gain) {
        return (seed, dtype, shape) ->
                uniform(gain * Math.sqrt(3.0 / fanIn(shape))).draw(seed, dtype, shape);
    }

    /** Gaussian with variance gain² / fan-in: He et al. 2015; the gain for ReLU is √2. */
    static Initializer kaimingNormal(double gain) {
        return (seed, dtype, shape) ->
                normal(gain * Math.sqrt(1.0 / fanIn(shape))).draw(seed, dtype, shape);
    }

    /** PyTorch's default for weights and biases of linear and convolutional layers: uniform within ±1/√fan-in. */
    static Initializer torchDefault(double fanIn) {
        return uniform(1 / Math.sqrt(fanIn));
    }

    private static double fanIn(Shape shape) {
        requireFans(shape);
        return (double) shape.elements() / shape.size(0);
    }

    private static double fanOut(Shape shape) {
        requireFans(shape);
        return (double) shape.elements() / shape.size(1);
    }

    private static void requireFans(Shape shape) {
        if (shape.rank() < 2 || shape.elements() == 0) {
            throw new ShapeException("fan-in and fan-out are defined for [out, in, …], not for " + shape);
        }
    }
}
