package org.pcn4j.learning;

import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/** Learns by predictive coding: the schedule is planned once, and the plan run for every batch. */
public final class PredictiveCoding implements Learner {
    private final Parameters parameters;
    private final ParameterUpdater updater;
    private final Executor executor;
    private final Seed noise;
    private long updates;

    /**
     * Plans a schedule for a network.
     *
     * @param parameters changed by learning; borrowed
     * @param updater the optimizer; borrowed
     * @param noise where the schedule's noise and dropout's masks are drawn from, if there are any
     * @throws IllegalArgumentException if the schedule begins from a state, or learns at levels or when errors leave zero by
     *     another relaxation than plain descent
     */
    public PredictiveCoding(
            Network network, Parameters parameters, ParameterUpdater updater, Schedule schedule, Seed noise) {
        this(network, Clamping.ofEnds(), parameters, updater, schedule, noise);
    }

    /**
     * Plans a schedule for a network of which other nodes are held than its inputs and outputs.
     *
     * @param clamping who is held while it learns
     * @throws org.pcn4j.network.NetworkException if the clamping does not fit the network
     */
    public PredictiveCoding(
            Network network,
            Clamping clamping,
            Parameters parameters,
            ParameterUpdater updater,
            Schedule schedule,
            Seed noise) {
        this(
                parameters,
                updater,
                withoutState(new Planner(updater.zeroUpdates())
                        .plan(network, clamping, schedule, Set.of(new Observation.Loss()))),
                noise);
    }

    private static Plan withoutState(Plan plan) {
        if (plan.schedule().start().takesState()) {
            throw new IllegalArgumentException("the schedule " + plan.schedule().name()
                    + " begins from a state, and a learner hands none in: run its plan by an Executor");
        }
        return plan;
    }

    /**
     * Runs a plan that was made before.
     *
     * @param plan observes the loss
     * @throws IllegalArgumentException if its schedule learns at levels or when errors leave zero by another relaxation than
     *     plain descent
     */
    public PredictiveCoding(Parameters parameters, ParameterUpdater updater, Plan plan, Seed noise) {
        requireDescent(plan.schedule());
        this.parameters = parameters;
        this.updater = updater;
        this.executor = new Executor(plan);
        this.noise = noise;
    }

    /** Such a rule is named for what it equals, and by another motion it would not. */
    private static void requireDescent(Schedule schedule) {
        boolean atLevels = schedule.learning().needsLevels();
        boolean gated = schedule.learning().zeroSteps().isPresent();
        if ((atLevels || gated) && !(schedule.relaxation() instanceof Descent)) {
            throw new IllegalArgumentException("the schedule " + schedule.name() + " learns "
                    + (atLevels ? "at levels" : "when errors leave zero")
                    + " and does not move values by plain descent:"
                    + " each error passes a node once, and another relaxation would not lead to backpropagation's update;"
                    + " expected descent, or a schedule that learns at the end, such as il");
        }
    }

    @Override
    public double update(Clamps clamps) {
        return update(clamps, updates++);
    }

    @Override
    public double update(Clamps clamps, long number) {
        double scale = 1.0 / clamps.count(plan().network());
        try (Outcome outcome = executor.run(parameters, clamps, updater, scale, Learner.noise(noise, number))) {
            return outcome.loss() * scale;
        }
    }

    /** Returns the plan that every update runs. */
    public Plan plan() {
        return executor.plan();
    }

    @Override
    public PlanCost cost() {
        return plan().cost();
    }
}
