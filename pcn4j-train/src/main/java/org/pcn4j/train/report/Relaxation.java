package org.pcn4j.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.run.Metric.NodeErrors;

/**
 * What the energies do while values relax.
 *
 * @param energies the network's at each time 0 … T, as a mean over the samples
 * @param errors of hidden nodes and outputs, in the network's order; delays are passed over
 */
record Relaxation(List<Double> energies, List<NodeErrors> errors) {
    /**
     * Relaxes a batch, without moving the parameters.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @param noise where the schedule's noise and masks are drawn from
     */
    static Relaxation of(Network network, Parameters parameters, Clamps clamps, Schedule schedule, Seed noise) {
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(
                        network,
                        schedule.withLearning(new Learning.Never()).withFusedOptional(),
                        Set.of(new Observation.Energies()));
        try (Outcome outcome = new Executor(plan).run(parameters, clamps, ParameterUpdater.none(), 1, noise)) {
            return of(outcome, plan.network(), (double) clamps.batch());
        }
    }

    private static Relaxation of(Outcome outcome, Network network, double samples) {
        int times = outcome.energies().size();
        List<Double> energies = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            energies.add(outcome.energy(time) / samples);
        }
        List<NodeErrors> errors = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (!node.isRoot() && !node.isDelay()) {
                List<Double> norms = new ArrayList<>();
                for (int time = 0; time < times; time++) {
                    double energy = outcome.energies().get(time)[node.index()];
                    norms.add(Math.sqrt(2 * energy / samples));
                }
                errors.add(new NodeErrors(node.name(), norms));
            }
        }
        return new Relaxation(energies, errors);
    }
}
