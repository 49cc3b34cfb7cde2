package org.pcn4j.systems.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Backpropagation;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * An autoencoder that backpropagation trains until patterns are its fixed points (Radhakrishnan et al. 2020, PNAS
 * 117:27162), for comparison. It recalls by x ← f(x), what is known of x being put back each time. Its layers are those of
 * an associative memory, downwards and upwards. Owns its parameters.
 */
public final class AutoencoderMemory implements Memory {
    private final Patterns patterns;
    private final Network network;
    private final Parameters parameters;
    private final int rounds;

    private AutoencoderMemory(Patterns patterns, Network network, Parameters parameters, int rounds) {
        this.patterns = patterns;
        this.network = network;
        this.parameters = parameters;
        this.rounds = rounds;
    }

    /**
     * Returns an autoencoder in float32 that has stored nothing yet.
     *
     * @param pattern the shape of a pattern
     * @param settings its layers and activation, and how often it recalls from what it recalled; its other settings are not used
     * @param seed where its first parameters are drawn from
     */
    public static AutoencoderMemory of(Shape pattern, MemorySettings settings, Seed seed) {
        Patterns patterns = new Patterns(pattern, DType.FLOAT32);
        List<Long> hidden = settings.hidden();
        List<Long> widths = new ArrayList<>();
        for (int i = hidden.size() - 1; i > 0; i--) {
            widths.add(hidden.get(i));
        }
        widths.addAll(hidden);
        NetworkBuilder builder = Network.builder().input("x", Shape.of(patterns.width()));
        String below = "x";
        long from = patterns.width();
        for (int i = 0; i < widths.size(); i++) {
            Function layer = Chain.of(new Linear(from, widths.get(i)), settings.activation());
            builder.node("layer-" + (i + 1), layer, below);
            below = "layer-" + (i + 1);
            from = widths.get(i);
        }
        Network network = builder.output(
                        AssociativeMemory.PATTERN, new Linear(from, patterns.width()), new SquaredError(), below)
                .build();
        return new AutoencoderMemory(
                patterns,
                network,
                network.initialize(seed, DType.FLOAT32),
                settings.recalling().rounds());
    }

    /**
     * Stores patterns, all of them at once in each update.
     *
     * @param images [N, …], at least one; borrowed
     * @param rate of Adam; over the second half of the updates it falls to 0
     * @param updates how many: at least 0
     * @return the loss before each update, summed over a pattern and averaged over the patterns
     * @throws IllegalArgumentException if a size does not fit, or a number is not finite
     */
    public Stored store(Tensor images, double rate, int updates) {
        List<Double> losses = new ArrayList<>();
        try (Tensor all = patterns.stored(images);
                Optimizer adam = new Adam(rate).fused()) {
            Learner learner = new Backpropagation(network, parameters, adam, new Seed(0));
            for (int update = 0; update < updates; update++) {
                adam.setLearningRateFactor(Math.min(1, 2.0 * (updates - update) / updates));
                losses.add(learner.update(Clamps.of(network, all, all)));
            }
        }
        return new Stored(losses, Optional.empty());
    }

    @Override
    public Shape pattern() {
        return patterns.shape();
    }

    @Override
    public Recall recall(Tensor corrupted, Tensor known) {
        try (Tensor mask = patterns.mask(known, corrupted.rank() == 0 ? 0 : corrupted.size(0));
                Tensor part = patterns.part(corrupted, mask)) {
            Tensor rows = part.share();
            for (int round = 0; round < rounds; round++) {
                try (Tensor before = rows;
                        Tensor held = PointwiseKernels.whereNonZero(mask, part, before)) {
                    rows = predicted(held);
                }
            }
            return recalled(rows);
        }
    }

    @Override
    public Recall denoise(Tensor corrupted) {
        Tensor rows = patterns.finite(corrupted);
        for (int round = 0; round < rounds; round++) {
            try (Tensor before = rows) {
                rows = predicted(before);
            }
        }
        return recalled(rows);
    }

    private Recall recalled(Tensor rows) {
        try (rows) {
            return new Recall(patterns.shaped(rows), List.of(), Optional.empty());
        }
    }

    private Tensor predicted(Tensor x) {
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            return network.forward(parameters.tensors(), List.of(x), passes)
                    .get(network.outputs().get(0).index())
                    .value()
                    .copy()
                    .keep();
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
