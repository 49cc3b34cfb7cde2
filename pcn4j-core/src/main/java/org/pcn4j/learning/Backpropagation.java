package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Learns by backpropagation: the reference. The forward pass is the functions' own; the derivatives are libtorch's
 * autograd's alone, which shares no code with the functions' pullbacks.
 */
public final class Backpropagation implements Learner {
    private final Network network;
    private final Parameters parameters;
    private final ParameterUpdater updater;
    private final Seed noise;
    private long updates;

    /**
     * Puts backpropagation to work.
     *
     * @param parameters changed by learning; borrowed
     * @param updater the optimizer; borrowed
     * @param noise where dropout's masks are drawn from, the same as by a predictive coding learner with this seed
     * @throws IllegalArgumentException if the network has no input, so that the loss knows nothing of a sample's causes, or
     *     the precision of a hidden node is learned, of which the loss knows nothing
     */
    public Backpropagation(Network network, Parameters parameters, ParameterUpdater updater, Seed noise) {
        if (network.inputs().isEmpty()) {
            throw new IllegalArgumentException(
                    "backpropagation learns from inputs, of which the network has none: expected a"
                            + " rule that infers values, such as il");
        }
        for (Node node : network.nodes()) {
            if (node.energy().learnsPrecision() && !node.isOutput()) {
                throw new IllegalArgumentException("backpropagation cannot learn the precision of the hidden node '"
                        + node.name() + "', on which the loss does not depend: expected a Gaussian of fixed precision");
            }
        }
        this.network = network;
        this.parameters = parameters;
        this.updater = updater;
        this.noise = noise;
    }

    @Override
    public double update(Clamps clamps) {
        return update(clamps, updates++);
    }

    @Override
    public double update(Clamps clamps, long number) {
        return DividedUpdate.of(
                network,
                parameters,
                updater,
                clamps,
                Learner.noise(noise, number),
                sinks().size(),
                this::differentiate);
    }

    /** Returns the outputs' losses, and adds the shard's Δθ. */
    private double[] differentiate(Clamps clamps, Seed drawn, Shards deltas, int shard) {
        try (TensorScope scope = new TensorScope();
                Autograd autograd = new Autograd(parameters.tensors());
                Passes passes = Passes.learning(parameters, drawn)) {
            List<Tensor> losses = losses(network.forward(autograd.leaves(), clamps.inputs(network), passes), clamps);
            Tensor loss = losses.get(0);
            for (int i = 1; i < losses.size(); i++) {
                loss = loss.add(losses.get(i));
            }
            // Differentiating −loss gives Δθ with predictive coding's sign; no bit but the sign depends on it.
            Tensor minusOne = Tensor.full(loss.dtype(), loss.shape(), -1).to(loss.device());
            List<Tensor> gradients = autograd.gradientsOrZeros(loss, minusOne);
            for (int i = 0; i < gradients.size(); i++) {
                deltas.add(shard, i, gradients.get(i).keep());
            }
            return losses.stream().mapToDouble(Tensor::item).toArray();
        }
    }

    /** The losses of all sinks, those included whose target is constant. */
    private List<Tensor> losses(List<Prediction> predictions, Clamps clamps) {
        List<Tensor> losses = new ArrayList<>();
        for (Node output : sinks()) {
            Prediction prediction = predictions.get(output.index());
            Tensor value = prediction.value();
            Tensor target = output.constant().isPresent()
                    ? Network.constant(output, value.size(0), value)
                    : clamps.value(output.name()).orElseThrow();
            losses.add(output.energy().total(value, target, prediction.parameters()));
        }
        return losses;
    }

    private List<Node> sinks() {
        return network.nodes().stream().filter(Node::isOutput).toList();
    }

    /** Returns what backpropagation needs: a prediction a node, and a pullback where parameters stand at or above it. */
    @Override
    public PlanCost cost() {
        boolean[] reached = new boolean[network.nodes().size()];
        long predict = 0;
        long pullback = 0;
        long learn = 0;
        for (Node node : network.nodes()) {
            boolean learns = !node.parameters().isEmpty();
            reached[node.index()] = learns || node.parents().stream().anyMatch(parent -> reached[parent]);
            predict += node.isRoot() ? 0 : 1;
            pullback += reached[node.index()] ? 1 : 0;
            learn += learns ? 1 : 0;
        }
        return new PlanCost(predict, pullback, learn);
    }
}
