package org.pcn4j.function;

import java.util.List;
import java.util.function.Supplier;
import org.pcn4j.tensor.NormKernels.NormWanted;
import org.pcn4j.tensor.NormKernels.Normalized;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** What the normalizations have in common: a weight and a bias, and saved statistics. */
final class Normalization {
    /** PyTorch's default. */
    static final double EPSILON = 1e-5;

    private Normalization() {}

    static void requireEpsilon(String function, double epsilon) {
        if (!(epsilon > 0 && Double.isFinite(epsilon))) {
            throw new IllegalArgumentException(
                    function + "'s epsilon must be finite and greater than 0, not " + epsilon);
        }
    }

    static String described(double epsilon) {
        return epsilon == EPSILON ? "" : ", ε " + epsilon;
    }

    static List<ParameterSpec> parameters(Shape shape) {
        return List.of(
                new ParameterSpec("weight", shape, Initializer.constant(1)),
                new ParameterSpec("bias", shape, Initializer.zeros()));
    }

    static Prediction prediction(List<Tensor> inputs, List<Tensor> theta, Normalized forward) {
        return new Prediction(
                inputs, theta, forward.values(), List.of(forward.mean(), forward.inverseDeviation()), List.of());
    }

    /** What {@link #prediction} saved. */
    static Normalized forward(Prediction prediction) {
        return new Normalized(
                prediction.value(),
                prediction.saved().get(0),
                prediction.saved().get(1));
    }

    static NormWanted wanted(Wanted wanted) {
        return new NormWanted(wanted.anyInput(), wanted.parameters());
    }

    /** Sorts out the derivatives, which are computed only if any is wanted. */
    static Pullback pullback(NormWanted wanted, Supplier<List<Tensor>> derivatives) {
        if (!wanted.input() && !wanted.parameters()) {
            return Pullback.none();
        }
        List<Tensor> found = derivatives.get();
        int inputs = wanted.input() ? 1 : 0;
        return new Pullback(found.subList(0, inputs), found.subList(inputs, found.size()));
    }
}
