package org.pcn4j.inference;

import java.util.List;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/**
 * Runs plans on tensors. Stateless and thread-safe: every run has places of its own. Where {@linkplain
 * org.pcn4j.tensor.Threads#forShares workers} are in force, each takes a share of the batch.
 */
public final class Executor {
    private final Plan plan;
    private final Uses uses;
    private final boolean divisible;

    /** Prepares to run a plan. */
    public Executor(Plan plan) {
        this.plan = plan;
        this.uses = new Uses(plan.network(), Delays.NONE);
        this.divisible = plan.finalValues().isEmpty() && plan.appliesLast();
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
     * @throws IllegalStateException if the parameters or the clamps' tensors are closed
     */
    public Outcome run(Parameters parameters, Clamps clamps, ParameterUpdater updater, double scale, Seed noise) {
        try (Lease lease = parameters.lease()) {
            clamps.requireFit(plan.network(), parameters.dtype());
            int shares = divisible ? Shares.of(plan.network(), clamps.batch()) : 1;
            return shares == 1
                    ? share(parameters, clamps, updater, scale, noise)
                    : inShares(shares, parameters, clamps, updater, scale, noise);
        }
    }

    private Outcome share(Parameters parameters, Clamps clamps, ParameterUpdater updater, double scale, Seed noise) {
        try (TensorScope scope = TensorScope.reusing();
                Run run = new Run(plan, uses, parameters, clamps, updater, scale, noise)) {
            return run.all();
        }
    }

    private Outcome inShares(
            int shares, Parameters parameters, Clamps clamps, ParameterUpdater updater, double scale, Seed noise) {
        try (TensorScope scope = new TensorScope();
                Shares said = new Shares(parameters, shares)) {
            List<Clamps> split = clamps.split(shares);
            Outcome[] outcomes = new Outcome[shares];
            Workers.run(
                    shares,
                    share -> outcomes[share] = share(
                            parameters, split.get(share), said.collector(share, updater), 1, noise.derive(share)));
            said.update(scale, updater);
            return Outcome.sum(List.of(outcomes));
        }
    }
}
