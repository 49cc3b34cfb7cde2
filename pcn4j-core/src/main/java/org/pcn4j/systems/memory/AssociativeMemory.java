package org.pcn4j.systems.memory;

import java.util.List;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * An associative memory by predictive coding (Salvatori et al. 2021, arXiv 2109.08063). A trainable cause, the same for all
 * patterns, predicts a layer, that the next one, and the last the pattern: μ = W f(x). Storing learns, with the pattern held,
 * until every pattern is a minimum of the energy. Recalling holds what is known of one, lets all else settle and reads what
 * is predicted of it; no parameter changes. Owns its parameters.
 *
 * <pre>{@code
 * try (AssociativeMemory memory = AssociativeMemory.of(Shape.of(1, 28, 28), MemorySettings.DEFAULT, new Seed(1))) {
 *     memory.store(images);
 *     try (Recall recall = memory.recall(corrupted, known)) { … recall.recalled() … }
 * }
 * }</pre>
 */
public final class AssociativeMemory implements LearningMemory {
    /** The name of the node that predicts the pattern. */
    public static final String PATTERN = "pattern";

    private final Patterns patterns;
    private final MemorySettings settings;
    private final Network network;
    private final Parameters parameters;

    private AssociativeMemory(Shape pattern, MemorySettings settings, Network network, Parameters parameters) {
        this.patterns = new Patterns(pattern, parameters.dtype());
        this.settings = settings;
        this.network = network;
        this.parameters = parameters;
    }

    /**
     * Returns a memory in float32 that has stored nothing yet.
     *
     * @param pattern the shape of a pattern
     * @param seed where its first parameters are drawn from
     */
    public static AssociativeMemory of(Shape pattern, MemorySettings settings, Seed seed) {
        return of(pattern, settings, seed, DType.FLOAT32);
    }

    /** Returns a memory of another element type. */
    public static AssociativeMemory of(Shape pattern, MemorySettings settings, Seed seed, DType dtype) {
        Network network = network(pattern.elements(), settings);
        return new AssociativeMemory(pattern, settings, network, network.initialize(seed, dtype));
    }

    /**
     * Returns a memory with given parameters.
     *
     * @param parameters of its {@linkplain #network(long, MemorySettings) network}; the memory's from now on
     */
    public static AssociativeMemory of(Shape pattern, MemorySettings settings, Parameters parameters) {
        return new AssociativeMemory(pattern, settings, network(pattern.elements(), settings), parameters);
    }

    /**
     * Returns the network of a memory: the nodes {@code cause}, {@code hidden-1} … and {@code pattern}.
     *
     * @param width how many numbers a pattern has
     * @throws org.pcn4j.network.NetworkException if the activation does not fit
     */
    public static Network network(long width, MemorySettings settings) {
        List<Long> hidden = settings.hidden();
        NetworkBuilder builder = Network.builder().constant("one", Shape.of(1), 1);
        String above = "cause";
        builder.node(above, new Linear(1, hidden.get(0)), "one");
        for (int i = 1; i < hidden.size(); i++) {
            builder.node("hidden-" + i, layer(settings.activation(), hidden.get(i - 1), hidden.get(i)), above);
            above = "hidden-" + i;
        }
        Function last = layer(settings.activation(), hidden.get(hidden.size() - 1), width);
        return builder.output(PATTERN, last, new SquaredError(), above).build();
    }

    private static Function layer(Function activation, long from, long to) {
        return Chain.of(activation, new Linear(from, to));
    }

    @Override
    public Shape pattern() {
        return patterns.shape();
    }

    /** Returns what it was made with. */
    public MemorySettings settings() {
        return settings;
    }

    /** Returns its network. */
    public Network network() {
        return network;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Stored store(Tensor images, StoreListener listener) {
        try (Lease lease = parameters.lease();
                Tensor all = patterns.stored(images);
                Optimizer adam = new Adam(settings.rate()).fused()) {
            return new Storing(
                            network, Clamping.ofEnds(), parameters, settings, Settling.Guarding.of(network, parameters))
                    .store(all, adam, adam, listener);
        }
    }

    @Override
    public Recall recall(Tensor corrupted, Tensor known) {
        return recall(corrupted, known, settings.recalling());
    }

    /** Recalls as {@link #recall(Tensor, Tensor)} does, in another way than its settings say. */
    public Recall recall(Tensor corrupted, Tensor known, RecallSettings how) {
        return settling().recall(corrupted, known, how);
    }

    /** Holds a whole pattern, wrong as it is, lets all else settle, takes what is predicted of it in its place, and so on. */
    @Override
    public Recall denoise(Tensor corrupted) {
        return denoise(corrupted, settings.recalling());
    }

    /** Recalls as {@link #denoise(Tensor)} does, in another way than its settings say. */
    public Recall denoise(Tensor corrupted, RecallSettings how) {
        return settling().denoise(corrupted, how);
    }

    private Settling settling() {
        return new Settling(
                patterns, network, parameters, Clamping.ofEnds(), PATTERN, Settling.Guarding.of(network, parameters));
    }

    @Override
    public void close() {
        parameters.close();
    }
}
