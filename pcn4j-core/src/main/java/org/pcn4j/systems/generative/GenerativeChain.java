package org.pcn4j.systems.generative;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import org.pcn4j.function.BinaryCrossEntropy;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
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
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A generative chain: causes predict causes and these the sample, x_l ~ N(W_l f(x_{l+1}) + b_l, 1). What is drawn shows the
 * sample's mean, or the pixels' probabilities, without the noise of the sample itself. On top is either a prior,
 * N(0, 1), so that it learns from samples alone, or their target, so that it learns samples of each target. It is the network
 * of Monte Carlo predictive coding (Oliviers, Bogacz and Meulemans 2024) and of generative inference learning. Immutable and
 * thread-safe.
 */
public final class GenerativeChain implements Generative {
    /** The output that holds the sample. */
    public static final String SAMPLE = "sample";

    /** The root that holds the target, where there is one. */
    public static final String TARGET = "target";

    private static final String NOISE = "-noise";

    private final DoubleFunction<GenerativeChain> again;
    private final double noise;
    private final boolean conditional;
    private final List<Integer> sizes;
    private final Energy energy;
    private final Network network;
    private final Network ancestral;
    private final Ends ends;
    private final Inference inference;

    /** What a chain has on top. */
    private record Top(int size, boolean isTarget) {}

    private GenerativeChain(
            Top top, List<Integer> sizes, Function activation, Energy energy, Schedule asking, double noise) {
        if (sizes.size() < 2 || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(
                    "a generative chain has a cause and a sample, of a unit at least each, not " + sizes);
        }
        if (!(noise >= 0 && Double.isFinite(noise))) {
            throw new IllegalArgumentException("the noise of causes must be finite and at least 0, not " + noise);
        }
        this.again = each -> new GenerativeChain(top, sizes, activation, energy, asking, each);
        this.noise = noise;
        this.conditional = top.isTarget();
        this.sizes = List.copyOf(sizes);
        this.energy = energy;
        this.network = built(top, activation, Optional.empty());
        this.ancestral = built(top, activation, Optional.of(NOISE));
        this.ends = new Ends(
                Part.all(network, SAMPLE), conditional ? Optional.of(Part.all(network, TARGET)) : Optional.empty());
        Set<Observation> found = conditional
                ? Set.of(new Observation.FinalPrediction(SAMPLE), new Observation.FinalValue(TARGET))
                : Set.of(new Observation.FinalPrediction(SAMPLE));
        this.inference = new Inference(network, ends.asking(), asking, found);
    }

    /**
     * A chain that learns from samples alone, under a prior N(0, 1) of its highest causes.
     *
     * @param sizes the units of the layers, the sample first, the highest causes last, at least 2
     * @param activation f of every layer
     * @param energy of the sample: a squared error or a Gaussian of numbers, {@link BinaryCrossEntropy} of pixels
     * @param asking how values begin and move where the chain is asked
     * @throws IllegalArgumentException if a size is out of its range
     */
    public static GenerativeChain ofPrior(List<Integer> sizes, Function activation, Energy energy, Schedule asking) {
        return new GenerativeChain(
                new Top(sizes.isEmpty() ? 1 : sizes.get(sizes.size() - 1), false),
                sizes,
                activation,
                energy,
                asking,
                1);
    }

    /**
     * Returns this chain with another deviation of causes from what is predicted of them, where samples are drawn.
     *
     * @param deviation 1, unless it is said, as the model has it; 0 draws nothing of causes: finite, at least 0
     * @throws IllegalArgumentException if it is out of its range
     */
    public GenerativeChain withNoise(double deviation) {
        return again.apply(deviation);
    }

    /**
     * A chain that learns samples of each target, which predicts the highest causes.
     *
     * @param sizes the units of the layers, the sample first, the highest causes last, at least 2
     * @param target the units of the target
     * @throws IllegalArgumentException if a size is out of its range
     */
    public static GenerativeChain ofTarget(
            List<Integer> sizes, int target, Function activation, Energy energy, Schedule asking) {
        return new GenerativeChain(new Top(target, true), sizes, activation, energy, asking, 1);
    }

    /** Builds the chain; with noise, each cause adds to what is predicted of it what a root of its own holds. */
    private Network built(Top top, Function activation, Optional<String> noise) {
        NetworkBuilder builder = top.isTarget()
                ? Network.builder().input(TARGET, Shape.of(top.size()))
                : Network.builder().constant("prior", Shape.of(top.size()), 0);
        String above = top.isTarget() ? TARGET : "prior";
        for (int layer = sizes.size() - 1; layer > 0; layer--) {
            boolean first = layer == sizes.size() - 1;
            Function g = !first
                    ? Chain.of(activation, new Linear(sizes.get(layer + 1), sizes.get(layer)))
                    : top.isTarget() ? new Linear(top.size(), sizes.get(layer)) : new Identity();
            String name = cause(layer);
            if (noise.isPresent()) {
                String root = name + noise.get();
                builder.input(root, Shape.of(sizes.get(layer)))
                        .node(name, Sum.of(new Term("", g), new Term("", new Identity())), above, root);
            } else {
                builder.node(name, g, above);
            }
            above = name;
        }
        return builder.output(SAMPLE, Chain.of(activation, new Linear(sizes.get(1), sizes.get(0))), energy, above)
                .build();
    }

    /** Returns the units of the layers, the sample's first. */
    public List<Integer> sizes() {
        return sizes;
    }

    /** Returns the name of the node of causes, 1 those that predict the sample. */
    public static String cause(int layer) {
        return "cause" + layer;
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
        return conditional
                ? EnumSet.allOf(Ability.class)
                : EnumSet.of(Ability.RECONSTRUCT, Ability.COMPLETE, Ability.SAMPLE);
    }

    @Override
    public Answer ask(Parameters parameters, Known sample, Known target, Seed seed) {
        try (TensorScope scope = new TensorScope();
                Outcome outcome =
                        inference.settle(parameters, ends.clamps(network, sample, target), State.none(), seed)) {
            Tensor explained = mean(outcome.prediction(SAMPLE));
            return new Answer(
                            explained,
                            explained.share(),
                            conditional ? Optional.of(outcome.value(TARGET).copy()) : Optional.empty())
                    .keep();
        }
    }

    /** The mean of a sample that is predicted so: probabilities of pixels for their logits. */
    private Tensor mean(Tensor prediction) {
        return energy.unweighted() instanceof BinaryCrossEntropy
                ? ActivationKernels.sigmoid(prediction)
                : prediction.copy();
    }

    /** Returns a sample for each target, from causes that are drawn one after the other from what is predicted of them. */
    @Override
    public Tensor generate(Parameters parameters, Tensor targets, Seed seed) {
        require(Ability.GENERATE);
        try (TensorScope scope = new TensorScope()) {
            return drawn(parameters, new ArrayList<>(List.of(targets)), targets.size(0), seed);
        }
    }

    /** Returns samples, from causes that are drawn one after the other: the highest from the prior, or of targets alike likely. */
    @Override
    public Tensor sample(Parameters parameters, int count, Seed seed) {
        try (TensorScope scope = new TensorScope()) {
            List<Tensor> roots = new ArrayList<>();
            if (conditional) {
                roots.add(Targets.drawn(
                        parameters.dtype(), count, network.node(TARGET).shape(), seed));
            }
            return drawn(parameters, roots, count, seed);
        }
    }

    private Tensor drawn(Parameters parameters, List<Tensor> roots, long count, Seed seed) {
        for (int layer = sizes.size() - 1; layer > 0; layer--) {
            roots.add(seed.derive(cause(layer))
                    .normal(parameters.dtype(), Shape.of(count, sizes.get(layer)), 0, noise)
                    .to(parameters.tensors().get(0).device()));
        }
        try (Passes passes = Passes.evaluating(parameters)) {
            var predictions = ancestral.forward(parameters.tensors(), roots, passes);
            return mean(predictions.get(predictions.size() - 1).value()).keep();
        }
    }
}
