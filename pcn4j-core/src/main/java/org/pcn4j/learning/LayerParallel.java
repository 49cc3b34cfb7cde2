package org.pcn4j.learning;

import java.util.Set;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Owners;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.PartExecutor;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Seed;

/**
 * Learns by predictive coding on several ranks, each of which owns some of the network's nodes: at every inference step only values at
 * the borders and what is pulled back across them travel. All nodes of a time compute at once, so owners do so too, which
 * backpropagation's cannot: there each waits for the one above. Every rank is handed the same batches whole; it holds and moves its own
 * parameters alone, and ends with the bits of one process that runs the same schedule in exact arithmetic by one worker.
 */
public final class LayerParallel implements Learner, AutoCloseable {
    private final Cut cut;
    private final Parameters parameters;
    private final ParameterUpdater updater;
    private final PartExecutor executor;
    private final Seed noise;
    private long updates;

    /**
     * Learns as one of the owners that a plan is cut among, the one of the group's rank.
     *
     * @param cut as {@link #cut} returns it, the same on all ranks
     * @param parameters as {@link #initialize} returns them, or all; changed by learning; borrowed
     * @param updater the optimizer, of the same kind, settings and state on all ranks; borrowed
     * @param group as many ranks as owners; borrowed
     * @param noise where the schedule's noise and dropout's masks are drawn from, the same on all ranks
     * @throws IllegalArgumentException if there are not as many ranks as owners, or the schedule begins from a state
     */
    public LayerParallel(Cut cut, Parameters parameters, ParameterUpdater updater, ProcessGroup group, Seed noise) {
        if (cut.plan().schedule().start().takesState()) {
            throw new IllegalArgumentException(
                    "the schedule " + cut.plan().schedule().name()
                            + " begins from a state, and owners hand none in: expected one that begins from a forward pass");
        }
        this.cut = cut;
        this.parameters = parameters;
        this.updater = updater;
        this.executor = new PartExecutor(cut, group);
        this.noise = noise;
    }

    /**
     * Cuts an update among owners of nodes.
     *
     * @param owners how many
     * @param updater the optimizer that is going to move the parameters
     * @throws IllegalArgumentException if there are more owners than nodes that compute, or the schedule cannot be cut: why
     * @throws org.pcn4j.network.NetworkException if network and schedule do not fit together
     */
    public static Cut cut(Network network, Schedule schedule, int owners, ParameterUpdater updater) {
        Plan plan = new Planner(updater.zeroUpdates()).plan(network, schedule, Set.of(new Observation.Loss()));
        return Cut.of(plan, Owners.balanced(plan, owners));
    }

    /**
     * Draws the first numbers of an owner's parameters, those that {@link Network#initialize(Seed, DType)} draws. Of all others there
     * are zeros that take no memory. The caller closes them.
     *
     * @param owner from 0
     */
    public static Parameters initialize(Cut cut, int owner, Seed seed, DType dtype) {
        return cut.plan().network().initialize(seed, dtype, node -> cut.owners().of(node.index()) == owner);
    }

    @Override
    public double update(Clamps clamps) {
        return update(clamps, updates++);
    }

    /**
     * {@inheritDoc}
     *
     * @throws org.pcn4j.tensor.RankException if a rank is lost
     */
    @Override
    public double update(Clamps clamps, long number) {
        double scale = 1.0 / clamps.count(cut.plan().network());
        try (Outcome outcome = executor.run(parameters, clamps, updater, scale, Learner.noise(noise, number))) {
            return outcome.loss() * scale;
        }
    }

    /**
     * Gathers what all owners have learned on rank 0. Called on all ranks.
     *
     * @param whole on rank 0 all parameters, which are overwritten; on others their numbers are not looked at
     * @throws org.pcn4j.tensor.RankException if a rank is lost
     */
    public void gather(Parameters whole) {
        executor.gather(parameters, whole);
    }

    /** Returns how many bytes this owner has sent to others so far. */
    public long sentBytes() {
        return executor.sentBytes();
    }

    /** Returns how much heavy work an update takes of this owner's nodes. */
    @Override
    public PlanCost cost() {
        return executor.part().cost();
    }

    /** Leaves the other owners. */
    @Override
    public void close() {
        executor.close();
    }
}
