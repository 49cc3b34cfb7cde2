package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.run.State;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** A plan at work: what it found, as plain numbers. */
final class Planned {
    private final Network network;
    private final Set<Observation> observations;
    private final Executor executor;
    private final double rate;
    private final Seed noise;

    /**
     * Plans.
     *
     * @param rate what Δθ, summed over the samples, is multiplied by
     * @param noise where the updates draw from
     */
    Planned(Question question, Planner planner, Set<Observation> observations, double rate, Seed noise) {
        this(question, planner, observations, rate, noise, Kernels.missing("none are asked for"));
    }

    /** Plans, to be run by dense kernels as far as they can. */
    Planned(
            Question question,
            Planner planner,
            Set<Observation> observations,
            double rate,
            Seed noise,
            Kernels kernels) {
        this(
                question.network(),
                new Executor(
                        planner.plan(question.network(), question.clamping(), question.schedule(), observations),
                        kernels),
                observations,
                rate,
                noise);
    }

    /** Puts a plan to work that was made before. */
    Planned(Network network, Executor executor, Set<Observation> observations, double rate, Seed noise) {
        this.network = network;
        this.observations = observations;
        this.executor = executor;
        this.rate = rate;
        this.noise = noise;
    }

    /** Everything that there is to observe. */
    static Set<Observation> everything(Network network) {
        Set<Observation> all =
                new HashSet<>(Set.of(new Observation.Loss(), new Observation.Energies(), new Observation.FinalState()));
        for (Node node : network.nodes()) {
            all.add(new Observation.FinalValue(node.name()));
            if (!node.isRoot()) {
                all.add(new Observation.FinalPrediction(node.name()));
                all.add(new Observation.FinalError(node.name()));
            }
        }
        return all;
    }

    /** Tells whether dense kernels run the plan. */
    boolean isDense() {
        return executor.isDense();
    }

    Plan plan() {
        return executor.plan();
    }

    /** Infers frame by frame, each from the state that the one before ended in. */
    List<Answer> frames(Parameters parameters, List<Clamps> frames, Map<String, double[]> given) {
        List<Answer> answers = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        try (TensorScope scope = new TensorScope()) {
            State state = State.of(tensors(parameters, given));
            for (Clamps frame : frames) {
                Descending descending = new Descending(rate);
                Outcome outcome = executor.run(parameters, frame, state, descending, 1, noise.derive(answers.size()));
                outcomes.add(outcome);
                answers.add(answer(outcome, descending));
                state = outcome.state();
            }
        } finally {
            outcomes.forEach(Outcome::close);
        }
        return answers;
    }

    private Map<String, Tensor> tensors(Parameters parameters, Map<String, double[]> given) {
        Map<String, Tensor> tensors = new HashMap<>();
        given.forEach((name, numbers) -> {
            Node node = network.node(name);
            long batch = numbers.length / node.shape().elements();
            tensors.put(name, Tensor.of(parameters.dtype(), node.shape().batched(batch), numbers));
        });
        return tensors;
    }

    private Answer answer(Outcome outcome, Descending descending) {
        return new Answer(
                numbers(outcome.values()),
                numbers(outcome.predictions()),
                numbers(outcome.errors()),
                observations.contains(new Observation.Energies()) ? outcome.energies() : List.of(),
                observations.contains(new Observation.Loss()) ? outcome.loss() : 0,
                List.of(),
                descending.deltas);
    }

    private static Map<String, double[]> numbers(Map<String, Tensor> tensors) {
        Map<String, double[]> numbers = new HashMap<>();
        tensors.forEach((name, tensor) -> numbers.put(name, tensor.toDoubles()));
        return numbers;
    }

    /** Plain gradient descent that notes every Δθ, zeros as well. */
    private static final class Descending implements ParameterUpdater {
        final Map<String, List<double[]>> deltas = new TreeMap<>();
        private final double rate;

        Descending(double rate) {
            this.rate = rate;
        }

        @Override
        public void update(String name, Tensor theta, Tensor delta) {
            deltas.computeIfAbsent(name, unused -> new ArrayList<>()).add(delta.toDoubles());
            theta.addInPlace(delta, rate);
        }

        @Override
        public boolean idleAtZero() {
            return false;
        }
    }
}
