package org.pcn4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.pcn4j.analysis.Accuracy;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.function.Loss;
import org.pcn4j.inference.Clamps;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Judges a network with one output by plain forward passes, batch by batch. Immutable and thread-safe. */
public final class Evaluator {
    private final Network network;
    private final Node output;
    private final int batchSize;

    /**
     * Prepares to judge a network.
     *
     * @param batchSize samples at a time, at least 1; it changes no more than the rounding of the loss
     * @throws IllegalArgumentException if the network has not exactly one output, or the batch size is less than 1
     */
    public Evaluator(Network network, int batchSize) {
        if (network.outputs().size() != 1) {
            throw new IllegalArgumentException("evaluation needs a network with one output, not "
                    + network.outputs().size());
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch to evaluate must hold at least 1 sample, not " + batchSize);
        }
        this.network = network;
        this.output = network.outputs().get(0);
        this.batchSize = batchSize;
    }

    /**
     * Judges.
     *
     * @param parameters borrowed
     * @param samples at least one, with one input
     * @throws IllegalArgumentException if there is no sample
     * @throws org.pcn4j.function.ShapeException if the samples do not fit the network, labels and tokens included
     */
    public Evaluation evaluate(Parameters parameters, Samples samples) {
        if (samples.size() == 0) {
            throw new IllegalArgumentException("'" + samples.name() + "' has no sample to evaluate by");
        }
        Tally tally = new Tally();
        for (int first = 0; first < samples.size(); first += batchSize) {
            int[] indices = new int[Math.min(batchSize, samples.size() - first)];
            for (int i = 0; i < indices.length; i++) {
                indices[i] = first + i;
            }
            try (TensorScope scope = new TensorScope()) {
                tally.add(parameters, samples.batch(indices, parameters.dtype()));
            }
        }
        return tally.result();
    }

    /**
     * Clamps a network with one output to a batch; class labels become targets of its loss.
     *
     * @param batch borrowed
     * @param dtype of the network's parameters
     * @return the batch's own tensors, and targets that the caller closes or leaves to its scope
     */
    public static Clamps clamps(Network network, Batch batch, DType dtype) {
        Node output = network.outputs().get(0);
        Tensor target = batch.targets().dtype() == DType.INT64
                ? Network.lossOf(output).targets(batch.targets(), output.shape(), dtype)
                : batch.targets();
        return Clamps.of(batch.inputs(), target);
    }

    private final class Tally {
        private final List<Double> losses = new ArrayList<>();
        private long answers;
        private long right;
        private boolean labelled = true;

        void add(Parameters parameters, Batch batch) {
            Loss loss = Network.lossOf(output);
            boolean labels = batch.targets().dtype() == DType.INT64;
            Clamps clamps = clamps(network, batch, parameters.dtype());
            clamps.requireFit(network, parameters.dtype());
            Tensor target = clamps.targets().get(0);
            try (Passes passes = Passes.evaluating(parameters)) {
                Tensor found = network.forward(parameters.tensors(), List.of(batch.inputs()), passes)
                        .get(output.index())
                        .value();
                losses.add(loss.total(found, target).item());
                answers += loss.count(target);
                labelled &= labels;
                if (labels) {
                    right += Accuracy.right(found, batch.targets());
                }
            }
        }

        Evaluation result() {
            double total = losses.stream().mapToDouble(Double::doubleValue).sum();
            return new Evaluation(
                    answers,
                    total / answers,
                    labelled ? OptionalDouble.of((double) right / answers) : OptionalDouble.empty());
        }
    }
}
