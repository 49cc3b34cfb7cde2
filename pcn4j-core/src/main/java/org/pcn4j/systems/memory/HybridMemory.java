package org.pcn4j.systems.memory;

import java.util.List;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Projected;
import org.pcn4j.learning.Projection;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.memory.CovarianceSettings.Form;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A hierarchy with a covariance memory on top (Tang et al. 2023, PLoS Computational Biology 19:e1010719). The values of the top
 * layer are free and predict each other, ε = x − Wx − b with a zero diagonal of W, and the layers below down to the pattern.
 * Owns its parameters.
 */
public final class HybridMemory implements LearningMemory {
    private static final String TOP = "top";
    private static final Clamping FREE_TOP = Clamping.ofEnds().free(TOP);

    private final Patterns patterns;
    private final MemorySettings settings;
    private final Form form;
    private final Network network;
    private final Parameters parameters;

    private HybridMemory(Shape pattern, MemorySettings settings, Form form, Network network, Parameters parameters) {
        this.patterns = new Patterns(pattern, parameters.dtype());
        this.settings = settings;
        this.form = form;
        this.network = network;
        this.parameters = parameters;
    }

    /**
     * Returns a memory that has stored nothing yet.
     *
     * @param pattern the shape of a pattern
     * @param settings as of an associative memory; the first of its layers is the one on top
     * @param form how the top layer predicts itself, {@link Form#IMPLICIT} or {@link Form#DENDRITIC}; of the latter no step is
     *     guarded, as no energy is descended
     * @param seed where its first parameters are drawn from
     * @throws IllegalArgumentException if the form is explicit
     */
    public static HybridMemory of(Shape pattern, MemorySettings settings, Form form, Seed seed, DType dtype) {
        if (form == Form.EXPLICIT) {
            throw new IllegalArgumentException("a hierarchy has a top that is implicit or dendritic, not explicit");
        }
        Network network = network(pattern.elements(), settings, form);
        return new HybridMemory(pattern, settings, form, network, network.initialize(seed, dtype));
    }

    private static Network network(long width, MemorySettings settings, Form form) {
        List<Long> hidden = settings.hidden();
        long top = hidden.get(0);
        NetworkBuilder builder = Network.builder().input(TOP, Shape.of(top)).sink("error", form.errors(top), TOP, TOP);
        String above = TOP;
        long from = top;
        for (int i = 1; i < hidden.size(); i++) {
            builder.node("hidden-" + i, Chain.of(settings.activation(), new Linear(from, hidden.get(i))), above);
            above = "hidden-" + i;
            from = hidden.get(i);
        }
        return builder.output(
                        AssociativeMemory.PATTERN,
                        Chain.of(settings.activation(), new Linear(from, width)),
                        new SquaredError(),
                        above)
                .build();
    }

    @Override
    public Shape pattern() {
        return patterns.shape();
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
            return new Storing(network, FREE_TOP, parameters, settings, guarding())
                    .store(all, adam, new Projected(adam, new TopDiagonal()), listener);
        }
    }

    private Settling.Guarding guarding() {
        return form == Form.DENDRITIC ? Settling.Guarding.NONE : Settling.Guarding.of(network, parameters);
    }

    /** A zero diagonal of the top layer's W alone: other layers may be square as well. */
    private record TopDiagonal() implements Projection {
        @Override
        public boolean concerns(String parameter, Shape shape) {
            return parameter.equals("error.predicted.weight");
        }

        @Override
        public void project(Tensor theta) {
            new Projection.ZeroDiagonal().project(theta);
        }
    }

    @Override
    public Recall recall(Tensor corrupted, Tensor known) {
        return settling().recall(corrupted, known, settings.recalling());
    }

    @Override
    public Recall denoise(Tensor corrupted) {
        return settling().denoise(corrupted, settings.recalling());
    }

    private Settling settling() {
        return new Settling(patterns, network, parameters, FREE_TOP, AssociativeMemory.PATTERN, guarding());
    }

    @Override
    public void close() {
        parameters.close();
    }
}
