package org.pcn4j.analysis;

import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/** How a network's energy falls while inference relaxes its values. */
public final class EnergyTrace {
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
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(
                        network,
                        schedule.withLearning(new Learning.Never()).withFusedOptional(),
                        Set.of(new Observation.Energies()));
        try (Outcome outcome = new Executor(plan).run(parameters, clamps, ParameterUpdater.none(), 1, noise)) {
            return IntStream.range(0, outcome.energies().size())
                    .mapToDouble(outcome::energy)
                    .toArray();
        }
    }
}
