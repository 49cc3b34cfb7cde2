package org.pcn4j.systems.generative;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Gaussian;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Ends;
import org.pcn4j.inference.run.Ends.Known;
import org.pcn4j.inference.run.Ends.Part;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.State;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Bidirectional predictive coding: one set of values, predicted from both sides (Oliviers, Tang and Bogacz 2025, arXiv
 * 2505.23415). With weights V upwards, from the sample to its target, and W downwards, E = α_u Σ ½‖x_{l+1} − V_l f(x_l)‖² +
 * α_d Σ ½‖x_l − W_l f(x_{l+1})‖². The nodes are predicted upwards, so that a forward pass is the upward pass, by which
 * learning begins; each downward energy is a sink {@code down0}, {@code down1}, …, from the sample on. Immutable and
 * thread-safe.
 *
 * <p>α_d should be far below α_u where samples have far more units than targets: their errors drown the label's.
 */
public final class Bidirectional implements Generative {
    /** The root that holds the sample. */
    public static final String SAMPLE = "sample";

    /** The node that holds the target. */
    public static final String TARGET = "target";

    private static final int FEWEST = 3;

    private final int[] sizes;
    private final Network network;
    private final Network downward;
    private final Ends ends;
    private final Inference upward;
    private final Inference inference;
    private final Inference generation;

    /**
     * A bidirectional network.
     *
     * @param sizes the units of the layers, the sample first, the target last, at least 3
     * @param activation f of the hidden layers; what sample and target predict is linear in them
     * @param up α_u: finite, greater than 0
     * @param down α_d: finite, greater than 0
     * @param shown the α_d by which it is asked for samples: with that of learning, they would hardly be heard; finite,
     *     greater than 0
     * @param asking how values move where the network is asked; learning is by any rule
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Bidirectional(
            List<Integer> sizes, Function activation, double up, double down, double shown, Schedule asking) {
        if (sizes.size() < FEWEST || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "a bidirectional network has 3 layers at least, of a unit at least each, not " + sizes);
        }
        this.sizes = sizes.stream().mapToInt(Integer::intValue).toArray();
        int top = sizes.size() - 1;
        IntFunction<Function> behind = layer -> layer == 0 || layer == top ? new Identity() : activation;
        IntFunction<Function> upwards =
                layer -> Chain.of(behind.apply(layer - 1), new Linear(sizes.get(layer - 1), sizes.get(layer)));
        IntFunction<Function> downwards =
                layer -> Chain.of(behind.apply(layer + 1), new Linear(sizes.get(layer + 1), sizes.get(layer)));
        this.network = built(upwards, downwards, up, down);
        Network showing = built(upwards, downwards, up, shown);
        NetworkBuilder below = Network.builder().input(TARGET, Shape.of(sizes.get(top)));
        for (int layer = top - 1; layer > 0; layer--) {
            below.node(node(layer), downwards.apply(layer), node(layer + 1));
        }
        this.downward = below.output(SAMPLE, downwards.apply(0), new SquaredError(), node(1))
                .build();
        this.ends = new Ends(Part.all(network, SAMPLE), Optional.of(Part.all(network, TARGET)));
        this.upward = new Inference(
                network, Clamping.ofEnds(), asking.withSteps(0), Set.of(new Observation.FinalPrediction(TARGET)));
        Set<Observation> found = Set.of(
                new Observation.FinalValue(SAMPLE),
                new Observation.FinalValue(TARGET),
                new Observation.FinalPrediction(sink(0)));
        this.inference = new Inference(showing, ends.asking(), asking, found);
        this.generation = new Inference(showing, ends.asking(), asking.withStart(new Start.Given()), found);
    }

    private Network built(IntFunction<Function> upwards, IntFunction<Function> downwards, double up, double down) {
        NetworkBuilder builder = Network.builder().input(SAMPLE, Shape.of(sizes[0]));
        for (int layer = 1; layer < sizes.length; layer++) {
            builder.node(node(layer), upwards.apply(layer), Gaussian.of(up), node(layer - 1));
        }
        for (int layer = sizes.length - 2; layer >= 0; layer--) {
            Function minus = Chain.of(downwards.apply(layer), new Scaled(-1));
            builder.sink(
                    sink(layer),
                    Sum.of(new Term("", new Identity()), new Term("", minus)),
                    Gaussian.of(down),
                    node(layer),
                    node(layer + 1));
        }
        return builder.build();
    }

    private String node(int layer) {
        return layer == 0 ? SAMPLE : layer == sizes.length - 1 ? TARGET : "hidden" + layer;
    }

    /** Returns the name of a downward energy, ½α_d‖x_l − W_l f(x_{l+1})‖², whose parameters are named after it. */
    public static String sink(int layer) {
        return "down" + layer;
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
        return EnumSet.allOf(Ability.class);
    }

    /** Returns the targets of samples by the upward pass. */
    @Override
    public Tensor predict(Parameters parameters, Tensor samples) {
        try (Outcome outcome = upward.settle(parameters, Clamps.none().with(SAMPLE, samples))) {
            return outcome.prediction(TARGET).copy().keep();
        }
    }

    /**
     * Asks with what is known. Values begin at the upward pass from what is known of the sample. The sample that is found is
     * what the values that were found predict: an unknown pixel's own value is at the mercy of the upward weights.
     */
    @Override
    public Answer ask(Parameters parameters, Known sample, Known target, Seed seed) {
        try (TensorScope scope = new TensorScope();
                Outcome outcome =
                        inference.settle(parameters, ends.clamps(network, sample, target), State.none(), seed)) {
            return answer(outcome);
        }
    }

    private Answer answer(Outcome outcome) {
        Tensor explained = outcome.value(SAMPLE).sub(outcome.prediction(sink(0)));
        return new Answer(
                        explained,
                        explained.share(),
                        Optional.of(outcome.value(TARGET).copy()))
                .keep();
    }

    /**
     * Returns a sample for each target: by the downward pass, from which values then settle while the target is held. Where
     * they move at random, samples of a target differ.
     */
    @Override
    public Tensor generate(Parameters parameters, Tensor targets, Seed seed) {
        try (TensorScope scope = new TensorScope()) {
            Known nothing = Known.nothing(parameters.dtype(), targets.size(0), sizes[0]);
            Clamps clamps = ends.clamps(network, nothing, Known.all(targets));
            State begun = State.of(downwards(parameters, targets));
            try (Outcome outcome = generation.settle(parameters, clamps, begun, seed);
                    Answer answer = answer(outcome)) {
                return answer.sample().share().keep();
            }
        }
    }

    /** The values of all layers but the target, predicted downwards from it, in tensors of the open scope. */
    private Map<String, Tensor> downwards(Parameters parameters, Tensor targets) {
        List<Tensor> theta = new ArrayList<>();
        for (int layer = sizes.length - 2; layer >= 0; layer--) {
            theta.add(parameters.get(sink(layer) + ".weight"));
            theta.add(parameters.get(sink(layer) + ".bias"));
        }
        Map<String, Tensor> values = new HashMap<>();
        try (Passes passes = Passes.evaluating(parameters)) {
            var predictions = downward.forward(theta, List.of(targets), passes);
            for (int i = 1; i < predictions.size(); i++) {
                values.put(downward.node(i).name(), predictions.get(i).value());
            }
        }
        return values;
    }

    /** Returns samples of targets that are drawn, each alike likely, one-hot. */
    @Override
    public Tensor sample(Parameters parameters, int count, Seed seed) {
        try (TensorScope scope = new TensorScope()) {
            Shape shape = network.node(TARGET).shape();
            return generate(parameters, Targets.drawn(parameters.dtype(), count, shape, seed), seed);
        }
    }
}
