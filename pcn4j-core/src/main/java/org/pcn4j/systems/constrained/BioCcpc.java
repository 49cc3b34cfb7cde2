package org.pcn4j.systems.constrained;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * BioCCPC in its linear form (Golkar et al. 2022): covariance-constrained predictive coding by neurons of two compartments and
 * interneurons. A hidden layer has basal weights W_b from below, apical weights W_a towards the layer above, which are tied to
 * nothing, and interneurons n. With
 *
 * <pre>
 *   n = Q z    b = W_b z_{l−1}    a = W_aᵀ z_{l+1} − Qᵀ n    dz = g_b b + g_a a − g_b z
 *   ΔW_b = g_a a z_{l−1}ᵀ    ΔW_a = g_a (z_{l+1} zᵀ − ρ W_a)    ΔQ = g_a (n zᵀ − ρ Q)
 * </pre>
 *
 * g_b is ½, but 1 in the first hidden layer, and g_a is ½, but 1 in the last. At rest Q E[z zᵀ] = ρ Q, so that E[z zᵀ] = ρ I
 * where Q has full rank, W_a is the regression of what is above on z, and a tells nothing of what is below.
 *
 * <p>Each weight moves by what its two neurons hold, its own size and ρ: W_b by the apical current of the neuron behind it, W_a
 * and Q by the values on their ends. Only W_aᵀ and Qᵀ, which bring z_{l+1} and n back, are read in the other direction; their
 * rules are Hebbian with decay, so that weights of that direction would come to the same from any start.
 *
 * <p>Its weights are {@code basal1}, {@code apical1} and {@code interneurons1}, …, of the hidden layers from below.
 */
public final class BioCcpc extends LinearChain {
    private static final String BASAL = "basal";
    private static final String APICAL = "apical";
    private static final String INTERNEURONS = "interneurons";

    private final Pace pace;

    /**
     * How fast some weights learn beside the basal ones, whose factor is 1.
     *
     * @param apical factor of ΔW_a, above 0
     * @param interneurons factor of ΔQ, above 0
     */
    public record Pace(double apical, double interneurons) {
        /** The same for all. */
        public static final Pace EVEN = new Pace(1, 1);

        /**
         * Checks the factors.
         *
         * @throws IllegalArgumentException if one is not above 0
         */
        public Pace {
            if (!(apical > 0 && interneurons > 0)) {
                throw new IllegalArgumentException(
                        "factors of learning must be above 0, not " + apical + " and " + interneurons);
            }
        }
    }

    /**
     * Draws the first weights. There are as many interneurons as units in each hidden layer.
     *
     * @param sizes of the layers from the input to the output, at least one of them hidden
     * @param bounds ρ of each hidden layer, above 0
     * @throws IllegalArgumentException if sizes or bounds are none that a chain can have
     */
    public BioCcpc(List<Integer> sizes, List<Double> bounds, Pace pace, Seed seed) {
        super(sizes, bounds);
        if (bounds.isEmpty()) {
            throw new IllegalArgumentException("BioCCPC needs a bound of the variances of each hidden layer");
        }
        this.pace = pace;
        for (int layer = 1; layer <= hidden(); layer++) {
            draw(BASAL + layer, size(layer), size(layer - 1), seed);
            draw(APICAL + layer, size(layer + 1), size(layer), seed);
            draw(INTERNEURONS + layer, size(layer), size(layer), seed);
        }
    }

    private static double basal(int layer) {
        return layer == 1 ? 1 : 0.5;
    }

    private double apical(int layer) {
        return layer == hidden() ? 1 : 0.5;
    }

    @Override
    Balance balance(int layer) {
        double apical = apical(layer);
        return new Balance(
                square(basal(layer), apical, weight(INTERNEURONS + layer)),
                weight(BASAL + layer).mul(basal(layer)),
                weight(APICAL + layer).transpose().mul(apical));
    }

    @Override
    Map<String, Tensor> deltas(List<Tensor> values) {
        Map<String, Tensor> deltas = new LinkedHashMap<>();
        for (int layer = 1; layer <= hidden(); layer++) {
            double apical = apical(layer);
            Tensor z = values.get(layer);
            Tensor above = weight(APICAL + layer);
            Tensor interneurons = weight(INTERNEURONS + layer);
            Tensor next = values.get(layer + 1);
            Tensor held = z.matmul(interneurons.transpose());
            Tensor current = next.matmul(above).sub(held.matmul(interneurons));
            deltas.put(BASAL + layer, products(current, values.get(layer - 1)).mul(apical));
            deltas.put(
                    APICAL + layer, products(next, z).add(above, -bound(layer)).mul(apical * pace.apical));
            deltas.put(
                    INTERNEURONS + layer,
                    products(held, z).add(interneurons, -bound(layer)).mul(apical * pace.interneurons));
        }
        return deltas;
    }

    @Override
    List<Tensor> way() {
        List<Tensor> way = new ArrayList<>();
        for (int layer = 1; layer <= hidden(); layer++) {
            way.add(weight(BASAL + layer));
        }
        way.add(weight(APICAL + hidden()));
        return way;
    }
}
