package org.pcn4j.systems.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Projected;
import org.pcn4j.learning.Projection;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.memory.CovarianceSettings.Form;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * A memory of one layer that learns how the elements of its patterns vary together (Tang et al. 2023, PLoS Computational
 * Biology 19:e1010719). The pattern is a root; its energy is a sink, of h = x − Wx − b with a zero diagonal of W (implicit and
 * dendritic), or of h = R(x − μ) with RᵀR = Σ⁻¹ (explicit). Owns its parameters.
 *
 * <p>Where learning is stationary, an explicit and a dendritic memory complete a pattern by regression on what is known,
 * x_m = μ_m − Λ_mm⁻¹Λ_mk(x_k − μ_k), Λ = Σ⁻¹. An implicit one does so by (I − W)ᵀ(I − W) in place of Λ, which is another answer
 * unless there are fewer patterns than elements.
 */
public final class CovarianceMemory implements LearningMemory {
    private static final String PATTERN = "pattern";
    private static final String ERROR = "error";

    private final Patterns patterns;
    private final CovarianceSettings settings;
    private final Network network;
    private final Parameters parameters;

    private CovarianceMemory(Shape pattern, CovarianceSettings settings, Network network, Parameters parameters) {
        this.patterns = new Patterns(pattern, parameters.dtype());
        this.settings = settings;
        this.network = network;
        this.parameters = parameters;
    }

    /**
     * Returns a memory that has stored nothing yet: W, b and μ are zero, Σ is one on its diagonal. Nothing is drawn at random.
     *
     * @param pattern the shape of a pattern
     */
    public static CovarianceMemory of(Shape pattern, CovarianceSettings settings, DType dtype) {
        Network network = network(pattern.elements(), settings.form());
        Parameters parameters = network.initialize(new Seed(0), dtype);
        if (settings.form() == Form.EXPLICIT) {
            try (TensorScope scope = new TensorScope()) {
                new Moments(pattern.elements()).into(parameters);
            }
        }
        return new CovarianceMemory(pattern, settings, network, parameters);
    }

    /**
     * Returns an explicit memory that knows mean and covariance from elsewhere.
     *
     * @param mean μ, [d], d being the number of a pattern's elements; borrowed
     * @param covariance Σ, [d, d]; borrowed
     * @throws MemoryException if Σ is not positive definite
     */
    public static CovarianceMemory ofMoments(
            Shape pattern, Tensor mean, Tensor covariance, RecallSettings recalling, DType dtype) {
        CovarianceMemory memory =
                of(pattern, CovarianceSettings.forPatterns(Form.EXPLICIT).withRecalling(recalling), dtype);
        try (TensorScope scope = new TensorScope()) {
            new Moments(mean.to(DType.FLOAT64), covariance.to(DType.FLOAT64)).into(memory.parameters);
            return memory;
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
    }

    private static Network network(long width, Form form) {
        NetworkBuilder builder = Network.builder().input(PATTERN, Shape.of(width));
        return form == Form.EXPLICIT
                ? builder.sink(ERROR, form.errors(width), PATTERN).build()
                : builder.sink(ERROR, form.errors(width), PATTERN, PATTERN).build();
    }

    @Override
    public Shape pattern() {
        return patterns.shape();
    }

    /** Returns what it was made with. */
    public CovarianceSettings settings() {
        return settings;
    }

    /** Returns its network. */
    public Network network() {
        return network;
    }

    /**
     * Returns its parameters, borrowed: {@code error.predicted.weight} is W and {@code error.predicted.bias} is b; of an
     * explicit memory {@code error.weight} is R and {@code error.bias} is −Rμ.
     */
    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Stored store(Tensor images, StoreListener listener) {
        try (TensorScope scope = new TensorScope();
                Optimizer optimizer = settings.optimizer().optimizer(settings.rate())) {
            Tensor all = patterns.stored(images);
            return new Stored(
                    settings.form() == Form.EXPLICIT
                            ? new Moments(patterns.width())
                                    .learn(all, optimizer, settings.epochs(), parameters, listener)
                            : learn(all, optimizer, listener),
                    Optional.empty());
        }
    }

    /** Learns the predictions of each element: ΔW = Σ εxᵀ, Δb = Σ ε, the diagonal of W zero. */
    private List<Double> learn(Tensor all, Optimizer optimizer, StoreListener listener) {
        Projected projected = new Projected(optimizer, new Projection.ZeroDiagonal());
        Schedule schedule = Schedule.named("covariance").withSteps(0);
        Executor executor = new Executor(
                new Planner(projected.zeroUpdates()).plan(network, schedule, Set.of(new Observation.Energies())));
        List<Double> energies = new ArrayList<>();
        double most = Patterns.energyOfNothing(all);
        boolean goesOn = true;
        for (int epoch = 0; epoch < settings.epochs() && goesOn; epoch++) {
            try (Outcome outcome =
                    executor.run(parameters, Clamps.none().with(PATTERN, all), projected, 1, new Seed(0))) {
                energies.add(outcome.energy(0) / all.size(0));
            }
            most = epoch == 0 ? Math.max(most, energies.get(0)) : most;
            Guarded.requireLearned(most, energies.get(epoch));
            goesOn = listener.stored(epoch + 1, settings.epochs(), energies.get(epoch));
        }
        return energies;
    }

    @Override
    public Recall recall(Tensor corrupted, Tensor known) {
        return settling().recall(corrupted, known, settings.recalling());
    }

    /** Lets all of a pattern settle from where it is, for as many steps as its settings say. */
    @Override
    public Recall denoise(Tensor corrupted) {
        try (Tensor rows = patterns.finite(corrupted);
                Tensor free = rows.zerosLike()) {
            return settling().masked(rows, free, settings.recalling());
        }
    }

    private Settling settling() {
        return new Settling(
                patterns,
                network,
                parameters,
                Clamping.ofEnds(),
                PATTERN,
                settings.form() == Form.DENDRITIC ? Settling.Guarding.NONE : Settling.Guarding.of(network, parameters));
    }

    @Override
    public void close() {
        parameters.close();
    }
}
