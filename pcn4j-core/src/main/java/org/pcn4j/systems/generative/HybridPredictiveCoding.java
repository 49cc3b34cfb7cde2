package org.pcn4j.systems.generative;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
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
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Hybrid predictive coding: an amortized network guesses the causes of a sample at once, and inference in the generative network
 * goes on from the guess (Tschantz et al. 2023). The amortized one learns ½‖x* − g‖², x* being where inference came to rest:
 * its own network, in which every node is held to x*, so that each layer learns from its own error. Immutable and thread-safe;
 * owns no tensors.
 */
public final class HybridPredictiveCoding {
    private final Network amortizer;
    private final Executor inferring;
    private final Executor guessing;

    /**
     * Prepares both networks.
     *
     * @param chain that has no target
     * @param activation of the amortized network, between its layers, which are as wide as the chain's
     * @param schedule of the chain; where it would begin counts for nothing
     * @throws IllegalArgumentException if the chain has a target
     */
    public HybridPredictiveCoding(GenerativeChain chain, Function activation, Schedule schedule) {
        if (chain.ends().target().isPresent()) {
            throw new IllegalArgumentException(
                    "the causes of a chain with a target are not guessed from samples alone");
        }
        this.amortizer = amortizer(chain.sizes(), activation);
        Planner planner = new Planner(org.pcn4j.inference.plan.ZeroUpdates.APPLY);
        this.inferring = new Executor(planner.plan(
                chain.network(),
                chain.ends().clamping(chain.network()),
                schedule.withStart(new Start.Given()),
                Set.of(new Observation.Loss(), new Observation.FinalState())));
        Clamping held = Clamping.ofEnds();
        for (Node node : amortizer.nodes()) {
            held = held.data(node.name());
        }
        this.guessing = new Executor(planner.plan(
                amortizer,
                held,
                Schedule.named("guess").withSteps(0).withLearning(new Learning.AtEnd()),
                Set.of(new Observation.Loss())));
    }

    private static Network amortizer(List<Integer> sizes, Function activation) {
        NetworkBuilder builder = Network.builder().input(GenerativeChain.SAMPLE, Shape.of(sizes.get(0)));
        String below = GenerativeChain.SAMPLE;
        for (int layer = 1; layer < sizes.size(); layer++) {
            Linear linear = new Linear(sizes.get(layer - 1), sizes.get(layer));
            Function g = layer == 1 ? linear : Chain.of(activation, linear);
            String name = GenerativeChain.cause(layer);
            if (layer == sizes.size() - 1) {
                builder.output(name, g, new SquaredError(), below);
            } else {
                builder.node(name, g, below);
            }
            below = name;
        }
        return builder.build();
    }

    /** Returns the amortized network: from the sample to the causes, each called as the chain calls it. */
    public Network amortizer() {
        return amortizer;
    }

    /**
     * Guesses the causes of samples.
     *
     * @param guess the amortized network's parameters; borrowed
     * @param samples [B, units]; borrowed
     * @return the guessed causes; the caller closes them
     */
    public State guess(Parameters guess, Tensor samples) {
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(guess)) {
            var predictions = amortizer.forward(guess.tensors(), List.of(samples), passes);
            Map<String, Tensor> values = new HashMap<>();
            for (int i = 1; i < predictions.size(); i++) {
                values.put(
                        amortizer.node(i).name(),
                        predictions.get(i).value().share().keep());
            }
            return State.of(values);
        }
    }

    /**
     * Learns from samples: guesses, infers from the guess, learns the chain's parameters by where values are then, and the
     * guess's by its distance from them.
     *
     * @param causes the chain's parameters, and what moves them; borrowed
     * @param guess the amortized network's; borrowed
     * @param samples [B, units]; borrowed
     * @param noise where the schedule's noise is drawn from, if there is any
     * @return the mean losses before the update
     */
    public Losses update(Moved causes, Moved guess, Tensor samples, Seed noise) {
        double scale = 1.0 / samples.size(0);
        Clamps clamps = Clamps.none().with(GenerativeChain.SAMPLE, samples);
        try (State guessed = guess(guess.parameters(), samples);
                Outcome inferred =
                        inferring.run(causes.parameters(), clamps, guessed, causes.updater(), scale, noise)) {
            Clamps found = clamps;
            for (Map.Entry<String, Tensor> cause : inferred.state().values().entrySet()) {
                found = found.with(cause.getKey(), cause.getValue());
            }
            try (Outcome learned = guessing.run(guess.parameters(), found, guess.updater(), scale, noise)) {
                return new Losses(inferred.loss() * scale, learned.loss() * scale);
            }
        }
    }

    /**
     * Parameters and what moves them.
     *
     * @param parameters borrowed
     * @param updater borrowed
     */
    public record Moved(Parameters parameters, ParameterUpdater updater) {}

    /**
     * Losses before an update, means over the samples.
     *
     * @param sample of the sample as the guessed causes explain it
     * @param guess half the squared distance of the guessed highest causes from those that inference found
     */
    public record Losses(double sample, double guess) {}
}
