package org.pcn4j.inference;

import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/** Runs plans on tensors. Stateless and thread-safe: every run has places of its own. */
public final class Executor {
    private final Plan plan;
    private final Uses uses;

    /** Prepares to run a plan. */
    public Executor(Plan plan) {
        this.plan = plan;
        this.uses = new Uses(plan.network(), Delays.NONE);
    }

    /** Returns the plan. */
    public Plan plan() {
        return plan;
    }

    /**
     * Runs the plan once.
     *
     * @param parameters θ, which the updater changes
     * @param clamps what the ends are clamped to; borrowed
     * @param updater takes each parameter's Δθ, once it is complete
     * @param scale what Δθ is multiplied by first, such as 1/B
     * @param noise where this update's randomness is drawn from: initial noise, dropout's masks
     * @return what was observed; the caller closes it
     * @throws org.pcn4j.function.ShapeException if the clamps do not fit the network
     */
    public Outcome run(Parameters parameters, Clamps clamps, ParameterUpdater updater, double scale, Seed noise) {
        clamps.requireFit(plan.network(), parameters.dtype());
        try (TensorScope scope = TensorScope.reusing();
                Run run = new Run(plan, uses, parameters, clamps, updater, scale, noise)) {
            return run.all();
        }
    }
}
