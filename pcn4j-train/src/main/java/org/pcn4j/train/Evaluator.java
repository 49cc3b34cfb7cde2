package org.pcn4j.train;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Evaluates a network with one output by plain forward passes, or one that is asked from any end by what it answers, batch by
 * batch. Immutable and thread-safe; owns no tensors.
 * Parameters that another thread closes meanwhile are freed after the evaluation.
 *
 * <p>Inference with the input alone clamped would find the same: an output has no value of its own that could be free, and
 * with nothing to say about it every node is at rest where the forward pass put it, with no error anywhere, for every γ and
 * every number of steps.
 */
public final class Evaluator {
    private static final int MOST_CONFUSED = 1000;

    private final Answering answering;
    private final int batchSize;
    private final Optional<Targets> targets;
    private final Optional<ProcessGroup> ranks;

    /** Takes what a network said about a batch. */
    private interface BatchConsumer {
        void accept(int number, Batch batch, Tensor target, Tensor found);
    }

    /**
     * Prepares to evaluate a network.
     *
     * @param batchSize samples at a time, at least 1; it changes no more than the rounding of the loss
     * @throws IllegalArgumentException if the network has not exactly one output, or the batch size is less than 1
     */
    public Evaluator(Network network, int batchSize) {
        this(Answering.byForwardPass(network), batchSize, Optional.empty(), Optional.empty());
    }

    /**
     * Prepares to evaluate a network that is asked from any end: by the targets that it predicts, or, where it predicts none, by
     * how it reconstructs samples.
     *
     * @param batchSize samples at a time, at least 1; it changes no more than the rounding of the loss
     * @throws IllegalArgumentException if the batch size is less than 1
     */
    public Evaluator(Generative generative, int batchSize) {
        this(Answering.byAsking(generative), batchSize, Optional.empty(), Optional.empty());
    }

    private Evaluator(Answering answering, int batchSize, Optional<Targets> targets, Optional<ProcessGroup> ranks) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch to evaluate must hold at least 1 sample, not " + batchSize);
        }
        this.answering = answering;
        this.batchSize = batchSize;
        this.targets = targets;
        this.ranks = ranks;
    }

    /**
     * Returns an evaluator that also tells the errors of the numbers that the network learns, in their own units.
     *
     * @throws IllegalArgumentException if the network answers with another number of numbers
     */
    public Evaluator withTargets(Targets numbers) {
        if (answering.shape().elements() != numbers.names().size()) {
            throw new IllegalArgumentException("expected " + answering.shape().elements()
                    + " numbers, as many as the network answers with, found " + numbers.names());
        }
        return new Evaluator(answering, batchSize, Optional.of(numbers), ranks);
    }

    /**
     * Returns an evaluator whose forward passes are by these sums: libtorch's alone, or those of dense kernels where there are some
     * and they can, which is the default.
     */
    public Evaluator in(Arithmetic arithmetic) {
        return new Evaluator(answering.in(arithmetic), batchSize, targets, ranks);
    }

    /**
     * Returns an evaluator of which each rank looks at some of the batches. All evaluate at the same time, the same samples by the
     * same parameters, and all are told the same: what one process finds.
     *
     * @param group borrowed
     */
    Evaluator sharedBy(ProcessGroup group) {
        return new Evaluator(answering, batchSize, targets, Optional.of(group));
    }

    /**
     * Evaluates.
     *
     * @param parameters borrowed
     * @param samples at least one, with one input
     * @throws IllegalArgumentException if there is no sample
     * @throws IllegalStateException if the parameters are closed
     * @throws org.pcn4j.function.ShapeException if the samples do not fit the network, labels and tokens included
     */
    public Evaluation evaluate(Parameters parameters, Samples samples) {
        Tally tally = new Tally(answering, targets, -Math.floorDiv(-samples.size(), batchSize));
        eachBatch(
                parameters,
                samples,
                ranks.map(ProcessGroup::rank).orElse(0),
                ranks.map(ProcessGroup::size).orElse(1),
                tally::look);
        ranks.ifPresent(group -> tally.gather(group, batchSize));
        return tally.result();
    }

    /**
     * Counts which class is taken for which.
     *
     * @param parameters borrowed
     * @param samples at least one, with one input and class labels
     * @throws IllegalArgumentException if there is no sample, the targets are numbers or there are more than 1000 classes
     * @throws org.pcn4j.function.ShapeException if the samples do not fit the network, labels and tokens included
     */
    public Confusion confusion(Parameters parameters, Samples samples) {
        int classes = Math.toIntExact(answering.shape().size(answering.shape().rank() - 1));
        if (classes > MOST_CONFUSED) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "confusions are counted of at most %d classes, not %d", MOST_CONFUSED, classes));
        }
        long[][] counts = new long[classes][classes];
        eachBatch(parameters, samples, 0, 1, (number, batch, target, found) -> {
            if (batch.targets().dtype() != DType.INT64) {
                throw new IllegalArgumentException("confusions are counted of class labels, but the targets of '"
                        + samples.name() + "' are numbers");
            }
            Scores scores = Scores.of(found, batch.targets());
            for (int i = 0; i < scores.rows(); i++) {
                counts[scores.label(i)][scores.found(i)]++;
            }
        });
        return new Confusion(counts);
    }

    /** Looks at a batch, and at each that comes so many after the one before. */
    private void eachBatch(Parameters parameters, Samples samples, int begin, int step, BatchConsumer each) {
        if (samples.size() == 0) {
            throw new IllegalArgumentException("'" + samples.name() + "' has no sample to evaluate by");
        }
        try (Lease lease = parameters.lease()) {
            for (int number = begin; (long) number * batchSize < samples.size(); number += step) {
                leased(parameters, samples, number, each);
            }
        }
    }

    private void leased(Parameters parameters, Samples samples, int number, BatchConsumer each) {
        int first = number * batchSize;
        int end = Math.min(batchSize, samples.size() - first) + first;
        int[] indices = IntStream.range(first, end).toArray();
        try (TensorScope scope = new TensorScope()) {
            Batch batch = samples.batch(indices, parameters.dtype());
            answering.ask(parameters, batch, (target, found) -> each.accept(number, batch, target, found));
        }
    }

    /**
     * Clamps a network with one output to a batch; class labels become targets of its loss.
     *
     * @param batch borrowed
     * @param dtype of the network's parameters
     * @return the batch's own tensors, and targets that the caller closes or leaves to its scope
     */
    public static Clamps clamps(Network network, Batch batch, DType dtype) {
        return Clamps.ofSamples(network, batch.inputs(), batch.targets(), dtype);
    }
}
