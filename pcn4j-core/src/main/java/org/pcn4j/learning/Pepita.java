package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Elements;
import org.pcn4j.function.Elementwise;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Identity;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * PEPITA, {@code pepita}: present the error to perturb the input to modulate activity (Dellaferrera and Kreiman 2022,
 * <i>Error-driven input modulation: solving the credit assignment problem without a backward pass</i>, arXiv 2201.11665,
 * Algorithm 1; Srinivasan et al. 2024, arXiv 2302.05440, for the Hebbian form). A second forward pass sees the input moved by the
 * output's error through a fixed random matrix F, and each layer learns by how its own activity changed. With o the output's
 * probabilities, or its numbers under a squared error:
 *
 * <pre>
 *   e = o − y       x′ = x − F e       h_l of x       h′_l of x′, under the same dropout masks
 *   ΔW_1 = −(h_1 − h′_1) x′ᵀ       ΔW_l = −(h_l − h′_l) h′_{l−1}ᵀ       ΔW_L = −e h′_{L−1}ᵀ
 *   Hebbian: ΔW_l = −(h_l h_{l−1}ᵀ − h′_l h′_{l−1}ᵀ)       ΔW_L = −(o h_{L−1}ᵀ − y h′_{L−1}ᵀ)
 * </pre>
 *
 * <p>Nothing goes backwards but the error to the input. Where no ReLU changes sides, h_1 − h′_1 = f′ ∘ (W_1 F e): feedback
 * alignment with a matrix that learns. A bias learns as the weight of a unit that is always 1. x′ may leave the range of the
 * data, and is not clipped, as in the authors' code. It is no predictive coding and descends no energy. Networks are chains, as
 * the rule's refusals say, whose hidden layers have nothing but a product, functions of single numbers, dropout and
 * flatten, and whose output has nothing but a product.
 *
 * @param scale s of F, [inputs, outputs], uniform within ±s √(6 / inputs); 0.05 in the papers
 * @param form of the update
 */
public record Pepita(double scale, Form form) implements ChainRule {
    /** The scale of the papers. */
    public static final double SCALE = 0.05;

    private static final String OTHERS = "functions of single numbers, dropout and flatten between them";

    /** Which products a layer learns by. */
    public enum Form {
        /** Of the change of activity and the second pass: Dellaferrera and Kreiman 2022. */
        CHANGE,
        /** Of the activities of each pass: Srinivasan et al. 2024. */
        HEBBIAN
    }

    /**
     * Checks the scale.
     *
     * @throws IllegalArgumentException if it is not finite and greater than 0
     */
    public Pepita {
        ChainRule.requireScale("pepita", scale);
    }

    @Override
    public String name() {
        return "pepita";
    }

    @Override
    public void requireLayers(Layers layers) {
        if (!(layers.input().elements() instanceof Elements.Numbers)) {
            throw layers.refusal(
                    "its input is of " + layers.input().elements() + ", which an error cannot move", OTHERS);
        }
        int last = layers.count() - 1;
        for (Layers.Link link : layers.after(last)) {
            if (!(link.function() instanceof Flatten || link.function() instanceof Identity)) {
                throw layers.refusal(
                        "its output '" + link.node().name() + "' has " + link.function() + " after its product",
                        OTHERS);
            }
        }
        for (int l = 0; l < last; l++) {
            for (Layers.Link link : layers.after(l)) {
                boolean keepsUnits = link.function() instanceof Elementwise
                        || link.function() instanceof Dropout
                        || link.function() instanceof Flatten;
                if (!keepsUnits) {
                    throw layers.refusal(
                            "'" + link.node().name() + "' has " + link.function()
                                    + ", after which activity is not that of a layer's own units",
                            OTHERS);
                }
            }
        }
    }

    /** Two forward passes, and nothing back. */
    @Override
    public PlanCost cost(Network network, Layers layers) {
        return new PlanCost(2L * (network.nodes().size() - 1), 0, layers.count());
    }

    @Override
    public ChainLearner.Lesson lesson(Layers layers, Seed noise) {
        Shape transposed = Shape.of(
                layers.output().shape().elements(), layers.input().shape().elements());
        return lesson(FixedMatrix.drawn(FixedMatrix.seed(noise, 0), transposed, scale));
    }

    /** Returns the lesson by Fᵀ. */
    ChainLearner.Lesson lesson(FixedMatrix transposed) {
        return (at, deltas) -> {
            Tensor push = transposed.carry(at.error(), at.x());
            Layers.Forward second = at.layers().forward(at.theta(), at.x().add(push), at.passes());
            for (int l = 0; l < at.layers().count(); l++) {
                deltas.add(l, form == Form.CHANGE ? byChange(at, second, l) : byActivities(at, second, l));
            }
        };
    }

    private static List<Tensor> byChange(ChainLearner.Batch at, Layers.Forward second, int layer) {
        if (layer == at.layers().count() - 1) {
            return second.deltas(layer, at.forward().back(layer, at.error()));
        }
        Tensor change = second.value(layer).sub(at.forward().value(layer));
        return second.deltas(layer, ofProduct(second, layer, change));
    }

    private static List<Tensor> byActivities(ChainLearner.Batch at, Layers.Forward second, int layer) {
        boolean isLast = layer == at.layers().count() - 1;
        Tensor late = isLast ? target(at) : second.value(layer);
        Tensor early = isLast ? late.sub(at.error()) : at.forward().value(layer);
        List<Tensor> first = at.forward().deltas(layer, ofProduct(second, layer, early));
        List<Tensor> all = new ArrayList<>(second.deltas(layer, ofProduct(second, layer, late)));
        for (int i = 0; i < all.size(); i++) {
            all.set(i, all.get(i).sub(first.get(i)));
        }
        return all;
    }

    /** What a layer's units do, in the shape of its product's numbers. */
    private static Tensor ofProduct(Layers.Forward forward, int layer, Tensor values) {
        Shape shape = forward.product(layer).value().shape();
        return values.shape().equals(shape) ? values : values.reshape(shape);
    }

    /** y as numbers: of labels, 1 for the class. */
    private static Tensor target(ChainLearner.Batch at) {
        Tensor error = at.error();
        return at.target().dtype() == DType.INT64
                ? new SquaredError()
                        .targets(at.target(), at.layers().output().shape(), error.dtype())
                        .to(error.device())
                : at.target();
    }
}
