package org.pcn4j.analysis;

import java.util.Set;
import org.pcn4j.inference.Clamps;
import org.pcn4j.inference.Effort;
import org.pcn4j.inference.Executor;
import org.pcn4j.inference.Observation;
import org.pcn4j.inference.Outcome;
import org.pcn4j.inference.ParameterUpdater;
import org.pcn4j.inference.Plan;
import org.pcn4j.inference.Planner;
import org.pcn4j.inference.Schedule;
import org.pcn4j.inference.ZeroUpdates;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/** How a network's energy falls while inference relaxes its values. */
public final class EnergyTrace {
    /** Leaves parameters as they are: what is traced is inference alone, even where a schedule learns at every step. */
    private static final class Still implements ParameterUpdater {
        @Override
        public void update(String name, Tensor theta, Tensor delta) {}

        @Override
        public boolean idleAtZero() {
            return true;
        }
    }

    private EnergyTrace() {}

    /**
     * Measures the energy at each inference step of one batch, without learning from it.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @param noise where the schedule's noise is drawn from, if it has any
     * @return for each time 0 … T the sum of all nodes' energies over all samples; T + 1 numbers
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static double[] of(Network network, Parameters parameters, Clamps clamps, Schedule schedule, Seed noise) {
        Plan plan = new Planner(Effort.NEEDED, ZeroUpdates.SKIP)
                .plan(network, schedule, Set.of(new Observation.Energies()));
        try (Outcome outcome = new Executor(plan).run(parameters, clamps, new Still(), 1, noise)) {
            double[] energies = new double[plan.times() + 1];
            for (int time = 0; time < energies.length; time++) {
                energies[time] = outcome.energy(time);
            }
            return energies;
        }
    }
}
