package org.pcn4j.systems.meta;

import java.util.Optional;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.systems.meta.MetaPredictiveNetwork.Inference;
import org.pcn4j.systems.meta.MetaPredictiveNetwork.Way;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** A batch unrolled in time, all of whose times stand below each other. In tensors of the open scope. */
final class Unrolled {
    private final MetaPredictiveNetwork network;
    private final long batch;
    private final long rows;
    private final Tensor inputs;
    private final Tensor fromInput;
    private final Tensor varianceFromInput;
    private final Tensor xi;
    private final Tensor xiOfOutput;
    private final Tensor mean;
    private final Tensor variance;
    private final Tensor meanOfOutput;
    private final Tensor varianceOfOutput;
    /** h_0, which is 0, h_1 … h_T: [(T + 1) B, hidden]. */
    private final Tensor values;

    /**
     * Predicts all values, one after the other.
     *
     * @param sequences [T, B, inputs]; borrowed
     * @param noise what ξ are drawn from; 0 without
     */
    Unrolled(MetaPredictiveNetwork network, Tensor sequences, Optional<Seed> noise) {
        this.network = network;
        this.mean = network.recurrent().mean();
        this.variance = network.recurrent().variance();
        this.meanOfOutput = network.output().mean();
        this.varianceOfOutput = network.output().variance();
        this.batch = sequences.size(1);
        this.rows = sequences.size(0) * batch;
        this.inputs = sequences.reshape(Shape.of(rows, sequences.size(2)));
        this.fromInput = inputs.matmul(network.input().mean().transpose());
        this.varianceFromInput =
                inputs.mul(inputs).matmul(network.input().variance().transpose());
        this.xi = xi(noise.map(seed -> seed.derive("hidden")), rows, mean.size(0));
        this.xiOfOutput = xi(noise.map(seed -> seed.derive("output")), batch, meanOfOutput.size(0));
        this.values = Tensor.full(inputs.dtype(), Shape.of(rows + batch, mean.size(0)), 0);
        for (long from = 0; from < rows; from += batch) {
            try (TensorScope scope = new TensorScope()) {
                values.narrow(0, from + batch, batch)
                        .copyInPlace(predict(from, batch).value());
            }
        }
    }

    private boolean isMeta() {
        return network.way() == Way.META;
    }

    private Tensor xi(Optional<Seed> noise, long samples, long units) {
        Shape shape = Shape.of(samples, units);
        return noise.filter(unused -> isMeta())
                .map(seed -> seed.normal(inputs.dtype(), shape, 0, 1))
                .orElseGet(() -> Tensor.full(inputs.dtype(), shape, 0));
    }

    /** relu of the values that some rows are predicted from. */
    private Tensor before(long from, long count) {
        return ActivationKernels.relu(values.narrow(0, from, count));
    }

    private Draw predict(long from, long count) {
        Tensor phi = before(from, count);
        Tensor read = phi.matmul(mean.transpose()).add(fromInput.narrow(0, from, count));
        if (!isMeta()) {
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
                phi.matmul(meanOfOutput.transpose()), phi.mul(phi).matmul(varianceOfOutput.transpose()), xiOfOutput);
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
        Tensor force = isMeta() ? WeightDistributions.force(phi, error, q, ofMean, ofVariance) : error.matmul(ofMean);
        return ActivationKernels.reluBackward(force, phi);
    }

    private Tensor forceOfOutput(Tensor labels) {
        Draw drawn = output();
        Tensor error = labels.sub(ActivationKernels.softmax(drawn.value()));
        return force(rows, batch, error, drawn.q(error), meanOfOutput, varianceOfOutput);
    }

    /**
     * Moves all values at once. Values begin where they are predicted, and an error goes back one time a step: what it has
     * not come to stays as it is, and is left out.
     */
    void settle(Tensor labels, Inference inference) {
        Tensor moving = values.narrow(0, batch, rows);
        for (int step = 0; step < inference.steps(); step++) {
            try (TensorScope scope = new TensorScope()) {
                long still = still(step);
                // h_0, which the first rows are predicted from, is given.
                long from = Math.max(batch, still);
                long first = from - batch;
                Tensor motion = Tensor.full(values.dtype(), Shape.of(rows - first, mean.size(0)), 0);
                if (still < rows) {
                    Draw drawn = predict(still, rows - still);
                    Tensor error = moving.narrow(0, still, rows - still).sub(drawn.value());
                    motion.narrow(0, still - first, rows - still).addInPlace(error, -1);
                    if (from < rows) {
                        Tensor above = error.narrow(0, from - still, rows - from);
                        Tensor q = drawn.q(error).narrow(0, from - still, rows - from);
                        motion.narrow(0, 0, rows - from).addInPlace(force(from, rows - from, above, q, mean, variance));
                    }
                }
                motion.narrow(0, rows - batch - first, batch).addInPlace(forceOfOutput(labels));
                moving.narrow(0, first, rows - first).addInPlace(motion, inference.gamma());
            }
        }
    }

    /** The first of the rows, from h_1 on, that an error has come to after some steps. */
    private long still(int steps) {
        return Math.max(0, rows - steps * batch);
    }

    /** What is predicted wrongly of h_1 … h_T after some steps: of what no error has come to, nothing. */
    private Tensor errors(Draw drawn, int steps) {
        Tensor errors = Tensor.full(values.dtype(), Shape.of(rows, mean.size(0)), 0);
        long still = still(steps);
        if (still < rows) {
            Tensor moved = values.narrow(0, batch + still, rows - still);
            errors.narrow(0, still, rows - still)
                    .copyInPlace(moved.sub(drawn.value().narrow(0, still, rows - still)));
        }
        return errors;
    }

    /** The errors that backpropagation through time has. */
    private Tensor propagated(Tensor labels) {
        Tensor errors = Tensor.full(values.dtype(), Shape.of(rows, mean.size(0)), 0);
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

    /** Moves the values, or pulls errors back, and hands what the parameters learn to the updater. */
    void learn(Tensor labels, Inference inference, ParameterUpdater updater) {
        boolean isBackward = network.way() == Way.BACKPROPAGATION;
        if (!isBackward) {
            settle(labels, inference);
        }
        Draw drawn = predict(0, rows);
        Tensor error = isBackward ? propagated(labels) : errors(drawn, inference.steps());
        Tensor q = drawn.q(error);
        Draw last = output();
        Tensor errorOfOutput = labels.sub(ActivationKernels.softmax(last.value()));
        double share = 1.0 / batch;
        WeightDistributions.Deltas ofRecurrent =
                network.recurrent().deltas(before(0, rows), error, q).scaled(share);
        WeightDistributions.Deltas ofInput =
                network.input().deltas(inputs, error, q).scaled(share);
        WeightDistributions.Deltas ofOutput = network.output()
                .deltas(before(rows, batch), errorOfOutput, last.q(errorOfOutput))
                .scaled(share);
        network.recurrent().move("recurrent", ofRecurrent, updater);
        network.input().move("input", ofInput, updater);
        network.output().move("output", ofOutput, updater);
    }
}
