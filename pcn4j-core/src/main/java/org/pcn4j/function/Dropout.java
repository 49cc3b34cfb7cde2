package org.pcn4j.function;

import java.util.List;
import java.util.SplittableRandom;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Each element zero with probability p, else x / (1 − p), while the network learns; x as it is while it is evaluated:
 * Srivastava et al. 2014. One mask is drawn for each update and holds for all predictions in it, so that inference
 * relaxes toward one network and not toward another at each step.
 *
 * @param p at least 0, less than 1; at 0 nothing is drawn
 */
public record Dropout(double p) implements SingleInput {
    /**
     * Checks the probability.
     *
     * @throws IllegalArgumentException if it is not in [0, 1)
     */
    public Dropout {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException("dropout's probability must be at least 0 and less than 1, not " + p);
        }
    }

    @Override
    public Shape shape(Shape input) {
        return input;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Tensor x = inputs.get(0);
        if (p == 0 || !pass.isLearning()) {
            return Prediction.of(inputs, parameters, x.alias());
        }
        Tensor mask = pass.remembered(seed -> mask(seed, x));
        return Prediction.of(inputs, parameters, x.mul(mask), mask.share());
    }

    private Tensor mask(Seed seed, Tensor x) {
        DType dtype = x.dtype();
        SplittableRandom random = seed.generator();
        double[] factors = new double[Math.toIntExact(x.elements())];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextDouble() < p ? 0 : 1 / (1 - p);
        }
        try (Tensor mask = Tensor.of(dtype, x.shape(), factors)) {
            return mask.to(x.device());
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        if (!wanted.anyInput()) {
            return Pullback.none();
        }
        List<Tensor> mask = prediction.saved();
        return new Pullback(List.of(mask.isEmpty() ? error.share() : error.mul(mask.get(0))), List.of());
    }

    @Override
    public boolean keepsNumbers() {
        return true;
    }

    @Override
    public String toString() {
        return "dropout(" + p + ")";
    }
}
