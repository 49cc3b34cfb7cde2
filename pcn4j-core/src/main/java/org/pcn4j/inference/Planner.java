package org.pcn4j.inference;

import java.util.Set;
import org.pcn4j.inference.Schedule.Learning;
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
        // An error must take equally long along all paths for each level to have its own time.
        Network graph = schedule.learning() instanceof Learning.AtLevel ? network.levelled() : network;
        return new Compilation(this, graph, schedule, observations).compile();
    }
}
