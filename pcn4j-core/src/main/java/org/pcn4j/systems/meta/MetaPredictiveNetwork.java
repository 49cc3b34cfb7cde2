package org.pcn4j.systems.meta;

import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.ActivationKernels;
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
    private final int hidden;
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
        this.hidden = hidden;
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
            Unrolled unrolled = new Unrolled(sequences, noise);
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
            Unrolled unrolled = new Unrolled(sequences, noise);
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
            return new Unrolled(sequences, noise).output().value().keep();
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

    /** A batch unrolled in time, all of whose times stand below each other. In tensors of the open scope. */
    private final class Unrolled {
        private final long batch;
        private final long rows;
        private final Tensor inputs;
        private final Tensor fromInput;
        private final Tensor varianceFromInput;
        private final Tensor xi;
        private final Tensor xiOfOutput;
        private final Tensor mean = recurrent.mean();
        private final Tensor variance = recurrent.variance();
        private final Tensor meanOfOutput = output.mean();
        private final Tensor varianceOfOutput = output.variance();
        /** h_0, which is 0, h_1 … h_T: [(T + 1) B, hidden]. */
        private final Tensor values;

        Unrolled(Tensor sequences, Seed noise) {
            this.batch = sequences.size(1);
            this.rows = sequences.size(0) * batch;
            this.inputs = sequences.reshape(Shape.of(rows, sequences.size(2)));
            this.fromInput = inputs.matmul(input.mean().transpose());
            this.varianceFromInput = inputs.mul(inputs).matmul(input.variance().transpose());
            this.xi = xi(noise.derive("hidden"), rows, hidden);
            this.xiOfOutput = xi(noise.derive("output"), batch, classes);
            this.values = Tensor.full(inputs.dtype(), Shape.of(rows + batch, hidden), 0);
            for (long from = 0; from < rows; from += batch) {
                try (TensorScope scope = new TensorScope()) {
                    values.narrow(0, from + batch, batch)
                            .copyInPlace(predict(from, batch).value());
                }
            }
        }

        private Tensor xi(Seed noise, long samples, long units) {
            Shape shape = Shape.of(samples, units);
            return way == Way.META ? noise.normal(inputs.dtype(), shape, 0, 1) : Tensor.full(inputs.dtype(), shape, 0);
        }

        /** relu of the values that some rows are predicted from. */
        private Tensor before(long from, long count) {
            return ActivationKernels.relu(values.narrow(0, from, count));
        }

        private Draw predict(long from, long count) {
            Tensor phi = before(from, count);
            Tensor read = phi.matmul(mean.transpose()).add(fromInput.narrow(0, from, count));
            if (way != Way.META) {
                return Draw.certain(read);
            }
            return Draw.of(
                    read,
                    phi.mul(phi).matmul(variance.transpose()).add(varianceFromInput.narrow(0, from, count)),
                    xi.narrow(0, from, count));
        }

        Draw output() {
            Tensor phi = before(rows, batch);
            return Draw.of(
                    phi.matmul(meanOfOutput.transpose()),
                    phi.mul(phi).matmul(varianceOfOutput.transpose()),
                    xiOfOutput);
        }

        double crossEntropy(Tensor labels) {
            Tensor logs = ActivationKernels.logSoftmax(output().value());
            return -logs.mul(labels).sum().item() / batch;
        }

        double energy(Tensor labels) {
            Tensor error = values.narrow(0, batch, rows).sub(predict(0, rows).value());
            return 0.5 * error.mul(error).sum().item() / batch + crossEntropy(labels);
        }

        /** −∂(what rows above predict wrongly)/∂h of the rows that they are predicted from. */
        private Tensor force(long from, long count, Tensor error, Tensor q, Tensor ofMean, Tensor ofVariance) {
            Tensor phi = before(from, count);
            Tensor force = way == Way.META
                    ? WeightDistributions.force(phi, error, q, ofMean, ofVariance)
                    : error.matmul(ofMean);
            return ActivationKernels.reluBackward(force, phi);
        }

        private Tensor forceOfOutput(Tensor labels) {
            Draw drawn = output();
            Tensor error = labels.sub(ActivationKernels.softmax(drawn.value()));
            return force(rows, batch, error, drawn.q(error), meanOfOutput, varianceOfOutput);
        }

        void settle(Tensor labels, Inference inference) {
            Tensor moving = values.narrow(0, batch, rows);
            for (int step = 0; step < inference.steps(); step++) {
                try (TensorScope scope = new TensorScope()) {
                    Draw drawn = predict(0, rows);
                    Tensor error = moving.sub(drawn.value());
                    Tensor motion = error.neg();
                    if (rows > batch) {
                        // Of h_1 … h_{T−1}: h_0 is given, and what the first rows are predicted from is h_0.
                        long inner = rows - batch;
                        Tensor above = error.narrow(0, batch, inner);
                        Tensor q = drawn.q(error).narrow(0, batch, inner);
                        motion.narrow(0, 0, inner).addInPlace(force(batch, inner, above, q, mean, variance));
                    }
                    motion.narrow(0, rows - batch, batch).addInPlace(forceOfOutput(labels));
                    moving.addInPlace(motion, inference.gamma());
                }
            }
        }

        /** The errors that backpropagation through time has. */
        private Tensor propagated(Tensor labels) {
            Tensor errors = Tensor.full(values.dtype(), Shape.of(rows, hidden), 0);
            Draw drawn = predict(0, rows);
            errors.narrow(0, rows - batch, batch).copyInPlace(forceOfOutput(labels));
            for (long from = rows - batch; from > 0; from -= batch) {
                Tensor error = errors.narrow(0, from, batch);
                Tensor q = new Draw(
                                drawn.value().narrow(0, from, batch),
                                drawn.deviation().narrow(0, from, batch),
                                xi.narrow(0, from, batch))
                        .q(error);
                errors.narrow(0, from - batch, batch).copyInPlace(force(from, batch, error, q, mean, variance));
            }
            return errors;
        }

        void learn(Tensor labels, Inference inference, ParameterUpdater updater) {
            boolean isBackward = way == Way.BACKPROPAGATION;
            if (!isBackward) {
                settle(labels, inference);
            }
            Draw drawn = predict(0, rows);
            Tensor error = isBackward
                    ? propagated(labels)
                    : values.narrow(0, batch, rows).sub(drawn.value());
            Tensor q = drawn.q(error);
            Draw last = output();
            Tensor errorOfOutput = labels.sub(ActivationKernels.softmax(last.value()));
            double share = 1.0 / batch;
            boolean isCertain = way != Way.META;
            WeightDistributions.Deltas ofRecurrent =
                    recurrent.deltas(before(0, rows), error, q).scaled(share);
            WeightDistributions.Deltas ofInput = input.deltas(inputs, error, q).scaled(share);
            WeightDistributions.Deltas ofOutput = output.deltas(
                            before(rows, batch), errorOfOutput, last.q(errorOfOutput))
                    .scaled(share);
            recurrent.move("recurrent", ofRecurrent, isCertain, updater);
            input.move("input", ofInput, isCertain, updater);
            output.move("output", ofOutput, isCertain, updater);
        }
    }

    @Override
    public void close() {
        recurrent.close();
        input.close();
        output.close();
    }
}
