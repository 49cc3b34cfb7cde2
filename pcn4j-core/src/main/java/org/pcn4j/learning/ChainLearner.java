package org.pcn4j.learning;

import java.util.List;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.Shards;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Learns a chain of layers from its forward pass and the error of its output, as a lesson says. */
final class ChainLearner implements Learner {
    /** What Δθ is made of. */
    interface Lesson {
        /**
         * Learns from a batch, in tensors of the open scope.
         *
         * @param at the batch
         * @param deltas takes Δθ
         */
        void learn(Batch at, Deltas deltas);
    }

    /**
     * A batch, or a shard of one, that was predicted.
     *
     * @param theta one tensor a parameter
     * @param x the input, [B, …]
     * @param target y
     * @param forward the forward pass
     * @param error −∂ℓ/∂μ of the output
     * @param passes to predict once more, with the same masks
     */
    record Batch(
            Layers layers,
            List<Tensor> theta,
            Tensor x,
            Tensor target,
            Layers.Forward forward,
            Tensor error,
            Passes passes) {}

    /** Takes what is learned. */
    interface Deltas {
        /** Takes the Δθ of a layer's parameters, in their order. */
        void add(int layer, List<Tensor> deltas);
    }

    private final Network network;
    private final Layers layers;
    private final Parameters parameters;
    private final ParameterUpdater updater;
    private final Seed noise;
    private final Lesson lesson;
    private final PlanCost cost;
    private long updates;

    ChainLearner(
            Network network,
            Layers layers,
            Parameters parameters,
            ParameterUpdater updater,
            Seed noise,
            Lesson lesson,
            PlanCost cost) {
        this.network = network;
        this.layers = layers;
        this.parameters = parameters;
        this.updater = updater;
        this.noise = noise;
        this.lesson = lesson;
        this.cost = cost;
    }

    @Override
    public double update(Clamps clamps) {
        return update(clamps, updates++);
    }

    @Override
    public double update(Clamps clamps, long number) {
        return DividedUpdate.of(network, parameters, updater, clamps, Learner.noise(noise, number), 1, this::learn);
    }

    private double[] learn(Clamps clamps, Seed drawn, Shards deltas, int shard) {
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.learning(parameters, drawn)) {
            List<Tensor> theta = parameters.tensors();
            Tensor x = clamps.inputs(network).get(0);
            Tensor target = clamps.value(layers.output().name()).orElseThrow();
            Layers.Forward forward = layers.forward(theta, x, passes);
            Tensor error = layers.output().energy().error(forward.output(), target, 1);
            Batch at = new Batch(layers, theta, x, target, forward, error, passes);
            lesson.learn(at, (layer, all) -> {
                List<Integer> own = layers.product(layer).parameters();
                for (int i = 0; i < own.size(); i++) {
                    deltas.add(shard, own.get(i), all.get(i).keep());
                }
            });
            return new double[] {
                layers.output().energy().total(forward.output(), target).item()
            };
        }
    }

    @Override
    public PlanCost cost() {
        return cost;
    }
}
