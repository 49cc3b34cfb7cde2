package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Feedback alignment, {@code fa}: backpropagation in which a fixed random matrix B_l carries errors back in the place of each
 * W_lᵀ (Lillicrap, Cownden, Tweed and Akerman 2016, <i>Random synaptic feedback weights support error backpropagation for deep
 * learning</i>, Nature Communications 7:13276, Equation 3). With a_l = W_l h_{l−1} + b_l and h_l = f(a_l):
 *
 * <pre>
 *   δ_L = −∂ℓ/∂a_L       δ_l = f′(a_l) ∘ B_{l+1} δ_{l+1}       ΔW_l = δ_l h_{l−1}ᵀ       Δb_l = δ_l
 * </pre>
 *
 * <p>Forward weights come to agree with the fixed ones, so no synapse needs to know another's weight. It is no predictive
 * coding and descends no energy; errors still go backwards, layer by layer. A convolution's error goes back through fixed
 * kernels of the same shape. Networks are chains, as the rule's refusals say.
 *
 * @param scale s of the matrices, uniform within ±s √(6 / fan-in), each of the shape of the weights whose place it takes
 */
public record FeedbackAlignment(double scale) implements ChainRule {
    /**
     * Checks the scale.
     *
     * @throws IllegalArgumentException if it is not finite and greater than 0
     */
    public FeedbackAlignment {
        ChainRule.requireScale("fa", scale);
    }

    @Override
    public String name() {
        return "fa";
    }

    @Override
    public PlanCost cost(Network network, Layers layers) {
        return FeedbackAlignment.backwards(network, layers);
    }

    /** Returns the cost of a prediction a node, and a pullback a node. */
    static PlanCost backwards(Network network, Layers layers) {
        int nodes = network.nodes().size() - 1;
        return new PlanCost(nodes, nodes, layers.count());
    }

    @Override
    public ChainLearner.Lesson lesson(Layers layers, Seed noise) {
        List<FixedMatrix> matrices = new ArrayList<>();
        for (int l = 1; l < layers.count(); l++) {
            Shape weights = layers.product(l).function().parameters().get(0).shape();
            matrices.add(FixedMatrix.drawn(FixedMatrix.seed(noise, l), weights, scale));
        }
        return lesson(layers, matrices);
    }

    /** Returns the lesson by these matrices, B_l of the layers but the first. */
    static ChainLearner.Lesson lesson(Layers layers, List<FixedMatrix> matrices) {
        return (at, deltas) -> {
            int last = layers.count() - 1;
            Tensor error = at.forward().back(last, at.error());
            for (int l = last; l >= 0; l--) {
                deltas.add(l, at.forward().deltas(l, error));
                if (l > 0) {
                    error = at.forward().back(l - 1, feedback(at, l, error, matrices.get(l - 1)));
                }
            }
        };
    }

    /** Pulls an error of a product back to what it reads, as if its weights were others. */
    private static Tensor feedback(ChainLearner.Batch at, int layer, Tensor error, FixedMatrix matrix) {
        Prediction own = at.forward().product(layer);
        List<Tensor> theta = new ArrayList<>(own.parameters());
        theta.set(0, matrix.like(error));
        Prediction swapped = new Prediction(own.inputs(), theta, own.value(), own.saved(), own.parts());
        return at.layers()
                .product(layer)
                .function()
                .pullback(swapped, error, new Wanted(List.of(true), false))
                .inputs()
                .get(0);
    }
}
