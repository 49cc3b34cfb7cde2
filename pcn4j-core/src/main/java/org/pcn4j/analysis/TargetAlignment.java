package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Whether an update moves outputs towards their targets: the cosine of the angle between what is missing, y − ŷ, and what one
 * update on the batch changes, ŷ' − ŷ (Song et al. 2024, Nature Neuroscience 27:348). Of other losses than a squared error
 * −∂ℓ/∂ŷ stands for what is missing, as y − softmax(ŷ) does of a cross-entropy.
 */
public final class TargetAlignment {
    private TargetAlignment() {}

    /**
     * Measures the alignment over all outputs and samples as one vector.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch, of roots and outputs; borrowed
     * @param optimizers gives a new optimizer for the update
     * @param noise where the rule draws from what it draws
     * @return from −1 to 1; NaN where nothing is missing or nothing changes
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static double of(
            Network network,
            Parameters parameters,
            Clamps clamps,
            Rule rule,
            Supplier<Optimizer> optimizers,
            Seed noise) {
        try (TensorScope scope = new TensorScope();
                Parameters own = parameters.copy();
                Optimizer optimizer = optimizers.get()) {
            List<Tensor> before = outputs(network, own, clamps);
            rule.learner(network, own, optimizer, noise).update(clamps, 0);
            List<Tensor> after = outputs(network, own, clamps);
            double product = 0;
            double wanted = 0;
            double changed = 0;
            for (int i = 0; i < before.size(); i++) {
                Tensor target = clamps.targets(network).get(i);
                Tensor missing = network.outputs().get(i).energy().error(before.get(i), target, 1);
                Tensor change = after.get(i).sub(before.get(i));
                product += missing.mul(change).sum().item();
                wanted += missing.mul(missing).sum().item();
                changed += change.mul(change).sum().item();
            }
            return product / Math.sqrt(wanted * changed);
        }
    }

    private static List<Tensor> outputs(Network network, Parameters parameters, Clamps clamps) {
        try (Passes passes = Passes.evaluating(parameters)) {
            List<Prediction> all = network.forward(parameters.tensors(), clamps.inputs(network), passes);
            List<Tensor> outputs = new ArrayList<>();
            for (Node output : network.outputs()) {
                outputs.add(all.get(output.index()).value());
            }
            return outputs;
        }
    }
}
