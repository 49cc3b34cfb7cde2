package org.pcn4j.systems.meta;

import java.util.Optional;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A recurrent network that learns classes of sequences by meta predictive learning (Li, Qiu and Huang 2024, PRE 109:044309):
 * its weights are {@linkplain WeightDistributions distributions}. A hidden value h_t is predicted from relu(h_{t−1}), with h_0 =
 * 0, and the input x_t, the class from relu(h_T) through a softmax. The energy ½ Σ ‖h_t − μ_t‖² plus the cross-entropy falls by
 * moving all h_t at once; then m, π and Ξ learn where they stand. With certain weights, π = Ξ = 0, it is predictive coding of
 * the same network, and by {@link Way#BACKPROPAGATION} it is that network's backpropagation through time.
 *
 * <p>The same seeds give the same bits. Owns its parameters: close it. Not thread-safe while it learns.
 */
public final class MetaPredictiveNetwork implements AutoCloseable {
    /** How it learns. */
    public enum Way {
        /** Distributions of weights, by inference. */
        META,
        /** Certain weights, by inference: predictive coding. */
        CERTAIN,
        /** Certain weights, by backpropagation through time. */
        BACKPROPAGATION
    }

    private final Way way;
    private final int classes;
    private final WeightDistributions recurrent;
    private final WeightDistributions input;
    private final WeightDistributions output;

    /**
     * Draws the first weights: the mean of the recurrent ones is the identity, that of the others Gaussian of variance 1/N; of
     * distributions, π and Ξ are drawn from 0 to 0.1.
     *
     * @param inputs numbers of each x_t, at least 1
     * @param hidden units, at least 1
     * @param classes at least 2
     */
    public MetaPredictiveNetwork(Way way, int inputs, int hidden, int classes, DType dtype, Seed seed) {
        if (inputs < 1 || hidden < 1 || classes < 2) {
            throw new IllegalArgumentException("a network needs inputs, hidden units and at least two classes, not "
                    + inputs + ", " + hidden + " and " + classes);
        }
        this.way = way;
        this.classes = classes;
        double[] identity = new double[hidden * hidden];
        for (int i = 0; i < hidden; i++) {
            identity[i * hidden + i] = hidden;
        }
        this.recurrent = weights(Tensor.of(dtype, Shape.of(hidden, hidden), identity), seed.derive("recurrent"));
        Seed ofInput = seed.derive("input");
        this.input = weights(WeightDistributions.gaussian(Shape.of(hidden, inputs), dtype, ofInput), ofInput);
        Seed ofOutput = seed.derive("output");
        this.output = weights(WeightDistributions.gaussian(Shape.of(classes, hidden), dtype, ofOutput), ofOutput);
    }

    /** Returns how it learns. */
    Way way() {
        return way;
    }

    private WeightDistributions weights(Tensor m, Seed seed) {
        return way == Way.META ? WeightDistributions.drawn(m, seed) : WeightDistributions.certain(m);
    }

    /** Returns the weights from hidden to hidden, [hidden, hidden]; borrowed. */
    public WeightDistributions recurrent() {
        return recurrent;
    }

    /** Returns the weights from the input, [hidden, inputs]; borrowed. */
    public WeightDistributions input() {
        return input;
    }

    /** Returns the weights to the classes, [classes, hidden]; borrowed. */
    public WeightDistributions output() {
        return output;
    }

    /**
     * How values move.
     *
     * @param steps how often, at least 0
     * @param gamma γ, above 0
     */
    public record Inference(int steps, double gamma) {
        /** The published 100 steps of 0.1. */
        public static final Inference PUBLISHED = new Inference(100, 0.1);

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is out of its range
         */
        public Inference {
            if (steps < 0 || !(gamma > 0)) {
                throw new IllegalArgumentException(
                        "inference needs at least 0 steps of a γ above 0, not " + steps + " of " + gamma);
            }
        }
    }

    /**
     * Learns from a batch.
     *
     * @param sequences [T, B, inputs], of the network's dtype; borrowed
     * @param labels [B, classes], 1 for the class; borrowed
     * @param noise what ξ are drawn from: another one for each update
     * @param updater the optimizer, to which the means over the samples go; borrowed
     * @return the cross-entropy before values moved, on average over the samples
     * @throws ShapeException if the shapes do not fit
     */
    public double update(Tensor sequences, Tensor labels, Inference inference, Seed noise, ParameterUpdater updater) {
        require(sequences, labels);
        try (TensorScope scope = new TensorScope()) {
            Unrolled unrolled = new Unrolled(this, sequences, Optional.of(noise));
            double loss = unrolled.crossEntropy(labels);
            unrolled.learn(labels, inference, updater);
            updater.endTime();
            return loss;
        }
    }

    /**
     * Returns the energy at rest's start or after some steps, on average over the samples, without learning.
     *
     * @param sequences [T, B, inputs]; borrowed
     * @param labels [B, classes]; borrowed
     */
    public double energy(Tensor sequences, Tensor labels, Inference inference, Seed noise) {
        require(sequences, labels);
        try (TensorScope scope = new TensorScope()) {
            Unrolled unrolled = new Unrolled(this, sequences, Optional.of(noise));
            unrolled.settle(labels, inference);
            return unrolled.energy(labels);
        }
    }

    /**
     * Returns the logits of the classes by one draw of the inputs.
     *
     * @param sequences [T, B, inputs]; borrowed
     * @return [B, classes], which the caller or the open scope owns
     */
    public Tensor classify(Tensor sequences, Seed noise) {
        require(sequences);
        try (TensorScope scope = new TensorScope()) {
            return new Unrolled(this, sequences, Optional.of(noise))
                    .output()
                    .value()
                    .keep();
        }
    }

    /**
     * Returns the logits of the classes by the means of all inputs, without a draw: ξ = 0.
     *
     * @param sequences [T, B, inputs]; borrowed
     * @return [B, classes], which the caller or the open scope owns
     */
    public Tensor classifyByMeans(Tensor sequences) {
        require(sequences);
        try (TensorScope scope = new TensorScope()) {
            return new Unrolled(this, sequences, Optional.empty())
                    .output()
                    .value()
                    .keep();
        }
    }

    private void require(Tensor sequences) {
        if (sequences.rank() != 3
                || sequences.size(0) < 1
                || sequences.size(2) != input.m().size(1)) {
            throw new ShapeException(
                    "the network expects sequences of [T, B, " + input.m().size(1) + "], got " + sequences.shape());
        }
    }

    private void require(Tensor sequences, Tensor labels) {
        require(sequences);
        Shape expected = Shape.of(sequences.size(1), classes);
        if (!labels.shape().equals(expected)) {
            throw new ShapeException("the network expects labels of " + expected + ", got " + labels.shape());
        }
    }

    @Override
    public void close() {
        recurrent.close();
        input.close();
        output.close();
    }
}
