package org.pcn4j.learning;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pcn4j.inference.dense.DenseUpdater;
import org.pcn4j.inference.dense.DenseUpdater.Move;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.Denormals;
import org.pcn4j.tensor.Tensor;

/**
 * Moves parameters along their updates. Keeps its state by parameter name, so that one optimizer can serve all
 * parameters of a network; it makes no difference whether they share one or have one each. An update is Δθ, the negative
 * gradient, so an optimizer adds where the textbooks subtract. Owns its state; close it when done, and not while it moves
 * something: after that it moves nothing any more. Different parameters may be moved by different threads at the same time,
 * nothing else.
 *
 * <p>An optimizer of your own extends this class. It says how one parameter moves ({@link #step}), which state that takes
 * ({@link #stateParts}), with which settings it was made ({@link #settings}) and whether an update of zeros does nothing
 * ({@link #idleAtZero}); the state is kept, copied, saved and restored here. So heavy-ball momentum, m ← μ · m + Δ,
 * θ ← θ + rate · m, is
 *
 * <pre>{@code
 * protected UpdateStep step(String parameter, Tensor theta, Tensor delta) {
 *     Tensor mean = state(parameter, "momentum", theta::zerosLike);
 *     return pieceByPiece(List.of(theta, delta, mean), piece -> {
 *         piece.get(2).mulInPlace(momentum).addInPlace(piece.get(1));
 *         piece.get(0).addInPlace(piece.get(2), currentRate(learningRate));
 *     });
 * }
 * }</pre>
 */
public abstract class Optimizer implements ParameterUpdater, AutoCloseable {
    /** The part of a state that {@linkplain #countStep counts} updates. */
    protected static final String STEPS = "steps";

    private final OptimizerState state = new OptimizerState();
    private volatile double factor = 1;
    private volatile boolean closed;

    /** An optimizer without state, whose learning rate is the one it was made with. */
    protected Optimizer() {}

    @Override
    public final void update(String name, Tensor theta, Tensor delta) {
        UpdateStep step = prepareStep(name, theta, delta);
        for (int piece = 0; piece < step.pieces(); piece++) {
            step.apply(piece);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the optimizer is closed
     */
    @Override
    public final UpdateStep prepareStep(String name, Tensor theta, Tensor delta) {
        requireOpen();
        state.layAs(name, theta);
        return step(name, theta, delta);
    }

    /**
     * Returns one update of a parameter, which is made when its pieces are applied. It is called once an update, by one
     * thread; the pieces may be applied by several. Δθ is complete only when a piece is applied, so it is not read here.
     *
     * @param parameter its name, by which its {@linkplain #state state} is kept
     * @param theta its numbers, to be changed in place when a piece is applied; borrowed
     * @param delta Δθ, the negative gradient, of θ's shape, free to be changed; borrowed until all pieces are applied
     * @return as {@link #pieceByPiece} makes it, or {@link UpdateStep#whole} where a step needs all of Δθ, as for its norm
     */
    protected abstract UpdateStep step(String parameter, Tensor theta, Tensor delta);

    /**
     * Returns one update of a parameter on Java's arrays, as {@link #step} returns one on tensors; for optimizers that say that
     * they {@linkplain #movesDensely do}.
     *
     * @param scale what Δθ is to be multiplied by first
     */
    protected Move denseStep(String parameter, Tensor theta, double scale) {
        throw new UnsupportedOperationException(this + " moves tensors alone");
    }

    /** Tells whether it has steps on Java's arrays: not, unless it says otherwise. */
    protected boolean movesDensely() {
        return false;
    }

    @Override
    public final Optional<DenseUpdater> dense() {
        return movesDensely() ? Optional.of(this::beginDensely) : Optional.empty();
    }

    private Move beginDensely(String name, Tensor theta, double scale) {
        requireOpen();
        state.layAs(name, theta);
        return denseStep(name, theta, scale);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("an optimizer is used after it was closed");
        }
    }

    /**
     * Returns the kind of optimizer, as {@code kind}, and every setting that it was made with, by name. Two optimizers that
     * agree in all of it move parameters alike from the same state, so a training goes on only with one that agrees.
     */
    public abstract SortedMap<String, String> settings();

    /**
     * Returns the parts of which the state of each parameter consists once it has moved, {@link #STEPS} among them if
     * updates are {@linkplain #countStep counted}; none if there is no state. A state of other parts is refused by {@link
     * #restore}.
     */
    protected abstract Set<String> stateParts();

    /**
     * Returns the names of today for parts of a state that files of former versions call otherwise; none, unless said
     * otherwise.
     */
    protected Map<String, String> formerParts() {
        return Map.of();
    }

    /**
     * Multiplies the learning rate from now on, as a schedule of rates does before each update.
     *
     * @param factor of the rate that the optimizer was made with; finite, at least 0
     * @throws IllegalArgumentException if it is out of its range
     */
    public final void setLearningRateFactor(double factor) {
        this.factor = requireNotNegative("learning-rate factor", factor);
    }

    /**
     * Returns the learning rate of the next update: the given one times the {@linkplain #setLearningRateFactor factor}.
     *
     * @param learningRate the one that the optimizer was made with
     */
    protected final double currentRate(double learningRate) {
        return learningRate * factor;
    }

    /** Counts the updates of a parameter, from 1, this one included; the count is part of the state. */
    protected final long countStep(String parameter) {
        return state.countStep(parameter);
    }

    /**
     * Returns a step of element-wise work on tensors of one shape, piece by piece where all can be cut alike. While it
     * runs, numbers too small for full precision may count as zero.
     *
     * @param tensors θ, Δθ and whatever state takes part, all of θ's shape; borrowed until all pieces are applied
     * @param work takes the same piece of each, in the same order; called for different pieces by different threads
     */
    protected static UpdateStep pieceByPiece(List<Tensor> tensors, Consumer<List<Tensor>> work) {
        int count = tensors.get(0).pieces().size();
        boolean cut = tensors.stream().allMatch(tensor -> tensor.pieces().size() == count);
        return new UpdateStep() {
            @Override
            public int pieces() {
                return cut ? count : 1;
            }

            @Override
            public void apply(int piece) {
                List<Tensor> pieces = cut
                        ? tensors.stream()
                                .map(tensor -> tensor.pieces().get(piece))
                                .toList()
                        : tensors;
                Denormals.flushed(() -> work.accept(pieces));
            }
        };
    }

    /**
     * Returns a part of the state of a parameter, made on first use.
     *
     * @param part one of {@link #stateParts}, as {@code momentum}; without a slash
     * @param initial makes it; it is then the optimizer's
     * @return borrowed, to be changed in place when a piece is applied
     */
    protected final Tensor state(String parameter, String part, Supplier<Tensor> initial) {
        return state.part(parameter, part, initial);
    }

    /** Tells whether a part of the state of a parameter has been made or restored. */
    protected final boolean hasState(String parameter, String part) {
        return state.has(parameter, part);
    }

    /**
     * Returns a copy of the state, which the caller closes: for each parameter and each part of its state a tensor by the
     * name {@code parameter/part}, as in {@code fc1.weight/momentum}.
     *
     * @throws IllegalStateException if the optimizer is closed
     */
    public final Map<String, Tensor> state() {
        requireOpen();
        return state.copy();
    }

    /**
     * Replaces the state by a copy of one that was read from an optimizer of the same kind and {@linkplain #settings
     * settings}.
     *
     * @param saved borrowed
     * @throws IllegalArgumentException if it has other parts than this optimizer keeps; the state is then as it was
     * @throws IllegalStateException if the optimizer is closed
     */
    public final void restore(Map<String, Tensor> saved) {
        requireOpen();
        Map<String, Tensor> named = OptimizerState.ofToday(saved, formerParts());
        OptimizerState.requireParts(named.keySet(), stateParts(), this);
        forget();
        state.replace(named);
    }

    /** Gives up what was made of the state, which is about to be replaced or closed; nothing, unless said otherwise. */
    protected void forget() {}

    /** Closes the state. Closing twice does nothing. */
    @Override
    public final void close() {
        closed = true;
        forget();
        state.clear();
    }

    /**
     * Returns a setting, if it is finite and greater than 0.
     *
     * @param what its name in the message
     * @throws IllegalArgumentException if it is not
     */
    protected static double requirePositive(String what, double number) {
        if (!(number > 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException("the " + what + " must be finite and greater than 0, not " + number);
        }
        return number;
    }

    /**
     * Returns a setting, if it is finite and at least 0.
     *
     * @param what its name in the message
     * @throws IllegalArgumentException if it is not
     */
    protected static double requireNotNegative(String what, double number) {
        if (!(number >= 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException("the " + what + " must be finite and at least 0, not " + number);
        }
        return number;
    }

    /**
     * Returns a setting, if it is at least 0 and less than 1.
     *
     * @param what its name in the message
     * @throws IllegalArgumentException if it is not
     */
    protected static double requireFraction(String what, double number) {
        if (!(number >= 0 && number < 1)) {
            throw new IllegalArgumentException("the " + what + " must be at least 0 and less than 1, not " + number);
        }
        return number;
    }
}
