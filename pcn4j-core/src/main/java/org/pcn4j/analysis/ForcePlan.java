package org.pcn4j.analysis;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * How the forces −∂E/∂x on the values that are free are found: a step of plain descent with γ = 1 leads from x to x + F(x).
 * So whatever can be asked of a network has forces.
 */
final class ForcePlan {
    private static final Seed SEED = new Seed(0).derive("forces");

    private final Executor forward;
    private final Executor step;

    private ForcePlan(Executor forward, Executor step) {
        this.forward = forward;
        this.step = step;
    }

    /**
     * Plans.
     *
     * @param learning never, or at time 0 where functions must behave as they do while they learn
     * @return nothing where no value is free
     */
    static Optional<ForcePlan> of(Network network, Clamping clamping, Learning learning) {
        Schedule plain = Schedule.named("forces").withLearning(learning).withSteps(0);
        Planner planner = new Planner(ZeroUpdates.SKIP);
        Plan still = planner.plan(network, clamping, plain, Set.of());
        Set<Observation> moving = new HashSet<>();
        for (Node node : network.nodes()) {
            if (still.moves(node.index())) {
                moving.add(new Observation.FinalValue(node.name()));
            }
        }
        if (moving.isEmpty()) {
            return Optional.empty();
        }
        Schedule stepping = plain.withStart(new Start.Given()).withSteps(1);
        return Optional.of(new ForcePlan(
                new Executor(planner.plan(network, clamping, plain, moving)),
                new Executor(planner.plan(network, clamping, stepping, moving))));
    }

    /** Predicts the values that are free by a forward pass; the caller closes them. */
    Outcome forward(Parameters parameters, Clamps clamps) {
        return forward.run(parameters, clamps, new Ignoring(), 1, SEED);
    }

    /** Goes a step from a state; the caller closes where it leads. */
    Outcome step(Parameters parameters, Clamps clamps, State from) {
        return step.run(parameters, clamps, from, new Ignoring(), 1, SEED);
    }

    /** Takes what is learned on the way and forgets it. */
    private static final class Ignoring implements ParameterUpdater {
        @Override
        public void update(String name, Tensor theta, Tensor delta) {
            // The parameters stay as they are.
        }

        @Override
        public boolean idleAtZero() {
            return true;
        }
    }
}
