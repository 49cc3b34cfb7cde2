package org.pcn4j.analysis;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * How the forces −∂E/∂x on the values that are free are found, or those on errors that relax in their place: a step of plain
 * descent with γ = 1 leads from x to x + F(x).
 * So whatever can be asked of a network has forces.
 */
final class ForcePlan {
    private static final Seed SEED = new Seed(0).derive("forces");

    private final Asked asked;
    private final Executor forward;
    private final Executor step;

    /** What decides over the forces, beside parameters and data: two plans of equal ones find the same. */
    record Asked(Network network, Clamping clamping, Schedule schedule) {}

    private ForcePlan(Asked asked, Executor forward, Executor step) {
        this.asked = asked;
        this.forward = forward;
        this.step = step;
    }

    /**
     * Plans.
     *
     * @param asked whose energy it is: how outputs are nudged and errors weighted at time 0. Where it lets news cross the whole
     *     graph, errors relax in place of values: then a point is one of errors, and forces are those on them
     * @param learning never, or at time 0 where functions must behave as they do while they learn
     * @return nothing where no value is free
     */
    static Optional<ForcePlan> of(Network network, Clamping clamping, Schedule asked, Learning learning) {
        Schedule plain = Schedule.named("forces")
                .withLearning(learning)
                .withReach(asked.reach())
                .withWeighting(asked.weighting())
                // They move a target, on which no squared error's Hessian depends.
                .withNudging(asked.nudging().oneWay())
                .withSteps(0);
        Planner planner = new Planner(ZeroUpdates.SKIP);
        Plan still = planner.plan(network, clamping, plain, Set.of());
        if (still.network().nodes().stream().noneMatch(node -> still.moves(node.index()))) {
            return Optional.empty();
        }
        Set<Observation> moving = Set.of(new Observation.FinalState());
        Schedule stepping = plain.withStart(new Start.Given()).withSteps(1);
        return Optional.of(new ForcePlan(
                new Asked(network, clamping, plain),
                new Executor(planner.plan(network, clamping, plain, moving)),
                new Executor(planner.plan(network, clamping, stepping, moving))));
    }

    /** Returns what decides over the forces. */
    Asked asked() {
        return asked;
    }

    /** Predicts the values that are free by a forward pass; the caller closes them. */
    Outcome forward(Parameters parameters, Clamps clamps) {
        return forward.run(parameters, clamps, new Ignoring(), 1, SEED);
    }

    /** Goes a step from a state; the caller closes where it leads. */
    Outcome step(Parameters parameters, Clamps clamps, State from) {
        return step.run(parameters, clamps, from, new Ignoring(), 1, SEED);
    }

    /** Returns where a run has led, in an order that is always the same; borrowed. */
    static Map<String, Tensor> point(Outcome outcome) {
        return new TreeMap<>(outcome.state().values());
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
