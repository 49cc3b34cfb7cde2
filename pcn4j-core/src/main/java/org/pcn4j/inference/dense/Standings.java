package org.pcn4j.inference.dense;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Standing;
import org.pcn4j.inference.schedule.Descent;

/** Which values dense kernels leave out while they move, and for which batches. */
final class Standings {
    private Standings() {}

    /** Returns those of a plan, by their children. */
    static Map<Integer, Standing> in(Plan plan, Map<Integer, Layer> layers) {
        Map<Integer, Standing> found = new HashMap<>();
        // D₂ moves as ε₁ does only where all that moves it is told by the step: what remembers a velocity or moments
        // moves otherwise.
        if (plan.schedule().relaxation() instanceof Descent) {
            Standing.in(plan, child -> isProduct(layers, child))
                    .forEach(standing -> found.put(standing.child(), standing));
        }
        return found;
    }

    private static boolean isProduct(Map<Integer, Layer> layers, int child) {
        return Optional.ofNullable(layers.get(child))
                .flatMap(Layer::single)
                .filter(Branch::isProduct)
                .isPresent();
    }

    /** Tells whether it takes fewer multiplications for a batch, of which W Wᵀ is laid out. */
    static boolean pay(Standing standing, int batch) {
        if (batch < Workspace.FEW) {
            return false;
        }
        double width = standing.width();
        double childWidth = standing.childWidth();
        double saved = batch * childWidth * ((2.0 * standing.steps() - 1) * width - standing.steps() * childWidth);
        return saved > childWidth * childWidth * width;
    }
}
