package org.pcn4j.inference;

import java.util.Set;
import org.pcn4j.inference.Schedule.Learning;
import org.pcn4j.inference.Schedule.Levelling;
import org.pcn4j.inference.Schedule.Predictions;
import org.pcn4j.network.Network;

/**
 * Compiles a schedule for a network into a plan, without touching a tensor. It starts from what is wanted, the learning
 * and the observations, and generates only what these depend on; what is provably zero or unchanged is left out. So
 * Z-IL's plan is as short as backpropagation, not because it was written so, but because nothing else in it is alive.
 *
 * @param effort how much to keep; anything but {@link Effort#NEEDED} is for comparison
 * @param zeroUpdates what to do with parameters that no error reaches
 */
public record Planner(Effort effort, ZeroUpdates zeroUpdates) {
    /**
     * Returns the plan of one update.
     *
     * @param observations what to note besides learning
     * @throws org.pcn4j.network.NetworkException if an observation names an unknown node
     */
    public Plan plan(Network network, Schedule schedule, Set<Observation> observations) {
        if (schedule.levelling() == Levelling.NONE) {
            return new Compilation(this, network, schedule, observations, Delays.NONE).compile();
        } else if (holdsDelays(network, schedule, observations)) {
            return new Compilation(this, network, schedule, observations, Delays.HELD).compile();
        }
        return new Compilation(this, network.levelled(), schedule, observations, Delays.NONE).compile();
    }

    /**
     * Whether no delay's own state is ever asked for, only that errors arrive later. Where time ends before the highest
     * level, parameters that are shared beyond it change early, and predictions with them.
     */
    private boolean holdsDelays(Network network, Schedule schedule, Set<Observation> observations) {
        return effort == Effort.NEEDED
                && schedule.learning() instanceof Learning.AtLevel
                && schedule.predictions() == Predictions.LIVE
                && schedule.gamma() == 1
                && schedule.initialNoise() == 0
                && schedule.steps().times(network.depth()) >= network.depth()
                && Set.of(new Observation.Loss()).containsAll(observations);
    }
}
