package org.pcn4j.systems.constrained;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * Linear predictive coding that is held to a bound of its values' second moments by multipliers (Golkar et al. 2022, the
 * constrained objective). With the energy of a sample
 *
 * <pre>
 *   E = ½ Σ ‖z_l − W_l z_{l−1}‖² + ½ Σ (‖Q_l z_l‖² − ρ_l‖Q_l‖²)
 * </pre>
 *
 * values and W descend it and Q ascends it: ΔW_l = ε_l z_{l−1}ᵀ, ΔQ_l = (Q_l z_l) z_lᵀ − ρ_l Q_l. Where this is at rest no
 * direction of z_l has a second moment above ρ_l. Without bounds there is no Q, and it is predictive coding.
 *
 * <p>Its weights are {@code weight1}, …, from below, and {@code multipliers1}, …, of the hidden layers. What a value feels of
 * the layer above comes by the transposed weight, so a backward weight must equal a forward one: {@link BioCcpc} needs no
 * such pair.
 */
public final class ConstrainedPredictiveCoding extends LinearChain {
    private static final String WEIGHT = "weight";
    private static final String MULTIPLIERS = "multipliers";

    private final boolean isBounded;

    /**
     * Draws the first weights.
     *
     * @param sizes of the layers from the input to the output, at least one of them hidden
     * @param bounds ρ of each hidden layer, above 0; none for predictive coding without bounds
     * @throws IllegalArgumentException if sizes or bounds are none that a chain can have
     */
    public ConstrainedPredictiveCoding(List<Integer> sizes, List<Double> bounds, Seed seed) {
        super(sizes, bounds);
        this.isBounded = !bounds.isEmpty();
        for (int layer = 1; layer < sizes.size(); layer++) {
            draw(WEIGHT + layer, size(layer), size(layer - 1), seed);
        }
        for (int layer = 1; isBounded && layer <= hidden(); layer++) {
            draw(MULTIPLIERS + layer, size(layer), size(layer), seed);
        }
    }

    @Override
    Balance balance(int layer) {
        Tensor above = weight(WEIGHT + (layer + 1));
        Tensor own = square(1, 1, above);
        return new Balance(
                isBounded ? own.add(square(0, 1, weight(MULTIPLIERS + layer))) : own,
                weight(WEIGHT + layer),
                above.transpose());
    }

    @Override
    Map<String, Tensor> deltas(List<Tensor> values) {
        Map<String, Tensor> deltas = new LinkedHashMap<>();
        for (int layer = 1; layer < values.size(); layer++) {
            String name = WEIGHT + layer;
            Tensor below = values.get(layer - 1);
            Tensor error = values.get(layer).sub(below.matmul(weight(name).transpose()));
            deltas.put(name, products(error, below));
        }
        for (int layer = 1; isBounded && layer <= hidden(); layer++) {
            String name = MULTIPLIERS + layer;
            Tensor multipliers = weight(name);
            Tensor held = values.get(layer).matmul(multipliers.transpose());
            deltas.put(name, products(held, values.get(layer)).add(multipliers, -bound(layer)));
        }
        return deltas;
    }

    @Override
    List<Tensor> way() {
        List<Tensor> way = new ArrayList<>();
        for (int layer = 1; layer <= hidden() + 1; layer++) {
            way.add(weight(WEIGHT + layer));
        }
        return way;
    }
}
