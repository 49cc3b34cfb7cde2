package org.pcn4j.analysis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.SoftOutputs;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * What a schedule's inference does on a batch while the parameters stand still, node by node and time by time, and how far it
 * stays from equilibrium. Computed in double precision by plans that end at each of the times. Of a schedule whose
 * predictions are fixed as well, forces and equilibrium are those of the network's energy, in which predictions follow the
 * values.
 *
 * @param times those that were looked at: all of 0 … T, or of a long inference some
 * @param nodes all that are predicted, in the network's order
 * @param rest where the values would come to rest; nothing where no value is free
 */
public record InferenceTrace(List<Integer> times, List<NodeTrace> nodes, Optional<Rest> rest) {
    private static final int MOST_TIMES = 64;

    /** Copies the lists. */
    public InferenceTrace {
        times = List.copyOf(times);
        nodes = List.copyOf(nodes);
    }

    /**
     * The equilibrium.
     *
     * @param energy of the network there, as a mean over the samples
     * @param exact whether it was solved for, as in linear networks; otherwise values relaxed for long
     * @param residual the norm of all forces there, beside that at the forward pass
     */
    public record Rest(double energy, boolean exact, double residual) {}

    /** Returns the energies of the network at the times, as means over the samples. */
    public List<Double> energies() {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            int at = i;
            all.add(nodes.stream().mapToDouble(node -> node.energies().get(at)).sum());
        }
        return all;
    }

    /**
     * Traces inference.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch, of roots and outputs; borrowed
     * @param noise where the schedule's noise is drawn from, if it has any
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static InferenceTrace of(
            Network network, Parameters parameters, Clamps clamps, Schedule schedule, Seed noise) {
        try (TensorScope scope = new TensorScope();
                Parameters exact = parameters.to(DType.FLOAT64)) {
            Clamps batch = clamps.to(DType.FLOAT64);
            Optional<ForcePlan> plan = ForcePlan.of(network, Clamping.ofEnds(), energy(schedule), new Learning.Never());
            if (plan.isEmpty()) {
                return new Tracing(network, exact, batch, schedule, noise).all(Optional.empty(), Optional.empty());
            }
            Forces forces = new Forces(plan.get(), exact, batch);
            try (Outcome forward = plan.get().forward(exact, batch);
                    Equilibrium equilibrium =
                            Equilibrium.of(network, energy(schedule), forces, ForcePlan.point(forward))) {
                return new Tracing(network, exact, batch, schedule, noise)
                        .all(Optional.of(forces), Optional.of(equilibrium));
            }
        }
    }

    /** Returns a schedule that asks for the same energy of values: nudged, but not weighted by time. */
    private static Schedule energy(Schedule schedule) {
        return Schedule.named(schedule.name()).withNudging(schedule.nudging());
    }

    private static final class Tracing {
        private final Network network;
        private final Network asked;
        private final Parameters parameters;
        private final Clamps clamps;
        private final Schedule schedule;
        private final Seed noise;
        private final Map<String, List<Double>> errors = new LinkedHashMap<>();
        private final Map<String, List<Double>> residuals = new LinkedHashMap<>();
        private final Map<String, List<Double>> distances = new LinkedHashMap<>();

        Tracing(Network network, Parameters parameters, Clamps clamps, Schedule schedule, Seed noise) {
            this.network = network;
            this.asked = schedule.nudging() instanceof Nudging.Soft ? SoftOutputs.of(network) : network;
            this.parameters = parameters;
            this.clamps = clamps;
            this.schedule = schedule.withLearning(new Learning.Never()).withFusedOptional();
            this.noise = noise;
        }

        InferenceTrace all(Optional<Forces> forces, Optional<Equilibrium> equilibrium) {
            Map<String, List<Double>> energies = new LinkedHashMap<>();
            List<Integer> times;
            try (Outcome whole = run(schedule, Set.of(new Observation.Energies()), State.none())) {
                times = times(whole.energies().size() - 1);
                for (int time : times) {
                    double[] now = whole.energies().get(time);
                    // Of a network that was levelled, the delays' are left out.
                    Map<String, Double> named = byName(schedule, now);
                    named.forEach((node, energy) -> note(energies, node, energy / clamps.batch()));
                }
            }
            Set<Observation> observed = new HashSet<>();
            for (Node node : asked.nodes()) {
                if (!node.isRoot()) {
                    observed.add(new Observation.FinalError(node.name()));
                }
            }
            equilibrium.ifPresent(
                    rest -> rest.values().keySet().forEach(node -> observed.add(new Observation.FinalValue(node))));
            for (int time : times) {
                try (Outcome outcome = run(schedule.withSteps(time), observed, State.none())) {
                    look(outcome, forces, equilibrium);
                }
            }
            List<NodeTrace> nodes = new ArrayList<>();
            for (Node node : asked.nodes()) {
                if (!node.isRoot()) {
                    nodes.add(new NodeTrace(
                            node.name(),
                            asked.level(node.index()),
                            asked.distance(node.index()),
                            arrival(times, errors.getOrDefault(node.name(), List.of())),
                            energies.getOrDefault(node.name(), List.of()),
                            errors.getOrDefault(node.name(), List.of()),
                            residuals.getOrDefault(node.name(), List.of()),
                            distances.getOrDefault(node.name(), List.of())));
                }
            }
            return new InferenceTrace(times, nodes, equilibrium.map(this::rest));
        }

        private static List<Integer> times(int last) {
            List<Integer> times = new ArrayList<>();
            int all = last < MOST_TIMES ? last + 1 : MOST_TIMES / 2;
            for (int time = 0; time < all; time++) {
                times.add(time);
            }
            int more = last < MOST_TIMES ? 0 : MOST_TIMES / 2;
            for (int i = 1; i <= more; i++) {
                times.add(all - 1 + (int) ((long) i * (last - all + 1) / more));
            }
            return times;
        }

        private Map<String, Double> byName(Schedule of, double[] energies) {
            Map<String, Double> named = new LinkedHashMap<>();
            for (Node node : planner()
                    .plan(network, of, Set.of(new Observation.Energies()))
                    .network()
                    .nodes()) {
                if (!node.isRoot() && !node.isDelay()) {
                    named.put(node.name(), energies[node.index()]);
                }
            }
            return named;
        }

        private static OptionalInt arrival(List<Integer> times, List<Double> norms) {
            for (int i = 0; i < norms.size(); i++) {
                if (norms.get(i) != 0) {
                    return OptionalInt.of(times.get(i));
                }
            }
            return OptionalInt.empty();
        }

        private static Planner planner() {
            return new Planner(ZeroUpdates.SKIP);
        }

        private Outcome run(Schedule asked, Set<Observation> observed, State state) {
            return new Executor(planner().plan(network, asked, observed))
                    .run(parameters, clamps, state, ParameterUpdater.none(), 1, noise);
        }

        private void look(Outcome outcome, Optional<Forces> forces, Optional<Equilibrium> equilibrium) {
            outcome.errors().forEach((node, error) -> note(errors, node, norm(error)));
            forces.ifPresent(each -> {
                try (Direction force = each.at(outcome.values())) {
                    force.parts().forEach((node, part) -> note(residuals, node, norm(part)));
                }
            });
            equilibrium.ifPresent(rest -> outcome.values()
                    .forEach((node, value) -> rest.distance(node, value).ifPresent(distance -> {
                        try (distance) {
                            note(distances, node, norm(distance));
                        }
                    })));
        }

        private double norm(Tensor tensor) {
            try (Tensor squares = tensor.mul(tensor);
                    Tensor total = squares.sum()) {
                return Math.sqrt(total.item() / clamps.batch());
            }
        }

        private static void note(Map<String, List<Double>> of, String node, double number) {
            of.computeIfAbsent(node, unused -> new ArrayList<>()).add(number);
        }

        private Rest rest(Equilibrium equilibrium) {
            Schedule there =
                    energy(schedule).withStart(new Start.Given()).withSteps(0).withLearning(new Learning.Never());
            try (Outcome outcome = run(there, Set.of(new Observation.Energies()), State.of(equilibrium.values()))) {
                return new Rest(outcome.energy(0) / clamps.batch(), equilibrium.solved(), equilibrium.residual());
            }
        }
    }
}
