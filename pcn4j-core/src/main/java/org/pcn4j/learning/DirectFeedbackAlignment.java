package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Direct feedback alignment, {@code dfa}: the error of the output reaches each hidden layer at once, through a fixed random
 * matrix B_l of its own (Nøkland 2016, <i>Direct feedback alignment provides learning in deep neural networks</i>, arXiv
 * 1609.01596, Equation 5). With a_l = W_l h_{l−1} + b_l and h_l = f(a_l):
 *
 * <pre>
 *   δ_L = −∂ℓ/∂a_L       δ_l = f′(a_l) ∘ B_l δ_L       ΔW_l = δ_l h_{l−1}ᵀ       Δb_l = δ_l
 * </pre>
 *
 * <p>Layers need not wait for one another. With one hidden layer this is {@link FeedbackAlignment} to the bit, and the same
 * seed draws the same matrix. It is no predictive coding and descends no energy. Networks are chains, as the rule's refusals say.
 *
 * @param scale s of the matrices, [outputs, units], uniform within ±s √(6 / units)
 */
public record DirectFeedbackAlignment(double scale) implements ChainRule {
    /**
     * Checks the scale.
     *
     * @throws IllegalArgumentException if it is not finite and greater than 0
     */
    public DirectFeedbackAlignment {
        ChainRule.requireScale("dfa", scale);
    }

    @Override
    public String name() {
        return "dfa";
    }

    @Override
    public PlanCost cost(Network network, Layers layers) {
        return FeedbackAlignment.backwards(network, layers);
    }

    @Override
    public ChainLearner.Lesson lesson(Layers layers, Seed noise) {
        int last = layers.count() - 1;
        long outputs = layers.product(last).out().elements();
        List<FixedMatrix> matrices = new ArrayList<>();
        for (int l = 1; l <= last; l++) {
            Shape shape = Shape.of(outputs, layers.product(l).in().elements());
            matrices.add(FixedMatrix.drawn(FixedMatrix.seed(noise, l), shape, scale));
        }
        return lesson(layers, matrices);
    }

    /** Returns the lesson by these matrices, B_lᵀ of the hidden layers. */
    static ChainLearner.Lesson lesson(Layers layers, List<FixedMatrix> matrices) {
        return (at, deltas) -> {
            int last = layers.count() - 1;
            Tensor error = at.forward().back(last, at.error());
            deltas.add(last, at.forward().deltas(last, error));
            for (int l = 0; l < last; l++) {
                Tensor feedback = matrices.get(l).carry(error, at.forward().value(l));
                deltas.add(l, at.forward().deltas(l, at.forward().back(l, feedback)));
            }
        };
    }
}
