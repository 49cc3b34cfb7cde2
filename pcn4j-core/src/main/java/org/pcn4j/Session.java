package org.pcn4j;

import java.util.List;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A network that learns: its weights, a rule and an optimizer. Made by {@link Pcn4j#session(Network, Rule, Optimizer)}. For
 * one thread. Owns the weights and the optimizer; close it when done. The training product, {@code pcn4j-train}, has a loop
 * with validation, checkpoints and reports; this is one update after another.
 */
public final class Session implements AutoCloseable {
    private final Network network;
    private final Parameters weights;
    private final Optimizer optimizer;
    private final Learner learner;
    private long updates;

    Session(Network network, Rule rule, Optimizer optimizer, DType dtype, Seed seed) {
        this.network = network;
        this.weights = network.initialize(seed, dtype);
        this.optimizer = optimizer;
        this.learner = rule.learner(network, weights, optimizer, seed);
    }

    /** Returns the weights, which learning changes; closed with the session. */
    public Parameters weights() {
        return weights;
    }

    /** Returns what learns. */
    public Learner learner() {
        return learner;
    }

    /** Returns the number of updates so far. */
    public long updates() {
        return updates;
    }

    /**
     * Learns from the next batch: that of the session's number of updates.
     *
     * @return the loss before the update, as a mean over the targets
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public double update(Batches batches) {
        try (TensorScope scope = new TensorScope();
                Batch batch = batches.get(updates)) {
            return update(Clamps.ofSamples(network, batch.inputs(), batch.targets(), weights.dtype()));
        }
    }

    /**
     * Learns from a batch.
     *
     * @param clamps borrowed
     * @return the loss before the update, as a mean over the targets
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public double update(Clamps clamps) {
        return learner.update(clamps, updates++);
    }

    /**
     * Predicts the output of a network with one input and one output, by a forward pass.
     *
     * @param input [B, …]; borrowed
     * @return [B, …], which the caller closes
     */
    public Tensor predict(Tensor input) {
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(weights)) {
            return network.forward(weights.tensors(), List.of(input), passes)
                    .get(network.outputs().get(0).index())
                    .value()
                    .share()
                    .keep();
        }
    }

    /** Closes the weights and the optimizer. Closing twice does nothing. */
    @Override
    public void close() {
        weights.close();
        optimizer.close();
    }
}
