package org.pcn4j.systems.generative;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.inference.run.Ends.Known;
import org.pcn4j.inference.run.Ends.Part;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Projection;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A PC graph: all units in one vector x, μ = W f(x) + b, with any mask on W and any units clamped: E = ½‖x − W f(x) − b‖²
 * (Salvatori et al. 2022, arXiv 2201.13180; van Zwol et al. 2024, arXiv 2407.04117). It is one root, x, free where it is not
 * clamped, and one sink, x − W f(x) − b. Its first units hold a sample, its last ones the target. Immutable and thread-safe.
 *
 * <p>Values converge only while γλ &lt; 2, λ being the largest eigenvalue of (I − Wf′)ᵀ(I − Wf′), which learning makes grow: see
 * {@link org.pcn4j.analysis.StepGuard}.
 */
public final class PcGraph implements Generative {
    /** The node of all units. */
    public static final String UNITS = "units";

    /** The sink ½‖x − W f(x) − b‖², whose parameters are {@code energy.weight} and {@code energy.bias}. */
    public static final String ENERGY = "energy";

    private final Connections connections;
    private final Network network;
    private final Ends ends;
    private final double spread;
    private final Inference inference;
    private final Set<Ability> abilities;

    /**
     * A PC graph.
     *
     * @param connections which unit reads which
     * @param samples how many units hold a sample, the first ones, at least 1
     * @param targets how many hold a target, the last ones, at least 1
     * @param activation f, of each unit
     * @param weights how W is drawn first; b begins at zero
     * @param asking how values begin and move where the graph is asked; learning is by any rule
     * @param spread the standard deviation of the numbers at which free units begin where the graph is asked, at least 0
     * @throws IllegalArgumentException if there are fewer units than that, or a number is out of its range
     */
    public PcGraph(
            Connections connections,
            int samples,
            int targets,
            Function activation,
            Initializer weights,
            Schedule asking,
            double spread) {
        int units = connections.units();
        if (samples < 1 || targets < 1 || samples + targets > units) {
            throw new IllegalArgumentException(
                    "of " + units + " units " + samples + " cannot hold a sample and " + targets + " a target");
        } else if (!(spread >= 0 && Double.isFinite(spread))) {
            throw new IllegalArgumentException("the spread must be finite and at least 0, not " + spread);
        }
        this.connections = connections;
        this.spread = spread;
        Linear linear =
                new Linear(units, units).withWeights(connections.of(weights)).withBias(Initializer.zeros());
        this.network = Network.builder()
                .input(UNITS, Shape.of(units))
                .sink(
                        ENERGY,
                        Sum.of(
                                new Term("", new Identity()),
                                new Term("", Chain.of(activation, linear, new Scaled(-1)))),
                        UNITS,
                        UNITS)
                .build();
        this.ends =
                new Ends(new Part(UNITS, 0, samples), Optional.of(new Part(UNITS, units - (long) targets, targets)));
        this.inference = new Inference(
                network,
                ends.asking(),
                asking,
                Set.of(new Observation.FinalValue(UNITS), new Observation.FinalPrediction(ENERGY)));
        // What nothing predicts stays where it began.
        this.abilities = connections.anyReads(0, samples)
                ? EnumSet.of(Ability.PREDICT, Ability.RECONSTRUCT, Ability.COMPLETE, Ability.GENERATE)
                : EnumSet.of(Ability.PREDICT);
    }

    /** Returns which unit reads which. */
    public Connections connections() {
        return connections;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public Ends ends() {
        return ends;
    }

    @Override
    public Set<Ability> abilities() {
        return Set.copyOf(abilities);
    }

    @Override
    public Optional<Projection> projection() {
        return Optional.of(connections);
    }

    @Override
    public Answer ask(Parameters parameters, Known sample, Known target, Seed seed) {
        Shape shape = network.node(UNITS).shape().batched(sample.value().size(0));
        try (TensorScope scope = new TensorScope()) {
            Tensor begun = seed.derive("begin")
                    .normal(parameters.dtype(), shape, 0, spread)
                    .to(parameters.tensors().get(0).device());
            Outcome outcome = inference.settle(
                    parameters, ends.clamps(network, sample, target), State.of(Map.of(UNITS, begun)), seed);
            try (outcome) {
                Tensor value = outcome.value(UNITS);
                Tensor explained = value.sub(outcome.prediction(ENERGY));
                return new Answer(
                                ends.sample().of(value),
                                ends.sample().of(explained),
                                ends.target().map(part -> part.of(value)))
                        .keep();
            }
        }
    }
}
