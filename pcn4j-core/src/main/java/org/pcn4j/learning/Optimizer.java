package org.pcn4j.learning;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Denormals;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Moves parameters along their updates. Keeps its state by parameter name, so that one optimizer can serve all
 * parameters of a network; it makes no difference whether they share one or have one each. An update is Δθ, the negative
 * gradient, so an optimizer adds where the textbooks subtract. Owns its state; close it when done, and not while it moves
 * something: after that it moves nothing any more. Different parameters may be moved by different threads at the same time,
 * nothing else.
 */
public abstract sealed class Optimizer implements ParameterUpdater, AutoCloseable permits Sgd, Adam {
    /** The part of a state that counts updates. */
    static final String STEPS = "steps";

    private final Map<String, Tensor> state = new ConcurrentHashMap<>();
    private volatile double pace = 1;
    private final Map<String, Long> steps = new ConcurrentHashMap<>();
    private volatile boolean closed;

    @Override
    public final void update(String name, Tensor theta, Tensor delta) {
        Motion motion = motion(name, theta, delta);
        for (int piece = 0; piece < motion.pieces(); piece++) {
            motion.move(piece);
        }
    }

    @Override
    public final Motion motion(String name, Tensor theta, Tensor delta) {
        requireOpen();
        return opened(name, theta, delta);
    }

    /** The same, of an optimizer that is not closed. */
    abstract Motion opened(String name, Tensor theta, Tensor delta);

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("an optimizer is used after it was closed");
        }
    }

    /**
     * Returns the kind of optimizer, as {@code kind}, and every setting that it was made with, by name. Two optimizers that
     * agree in all of it move parameters alike from the same state.
     */
    public abstract SortedMap<String, String> settings();

    /** Returns the parts of which the state of each parameter consists. */
    abstract Set<String> parts();

    /**
     * Multiplies the learning rate from now on, as a schedule of rates does before each update.
     *
     * @param factor of the rate that the optimizer was made with; finite, at least 0
     * @throws IllegalArgumentException if it is out of its range
     */
    public final void setPace(double factor) {
        pace = requireNotNegative("pace", factor);
    }

    /** Returns the learning rate of the next update. */
    final double rate(double learningRate) {
        return learningRate * pace;
    }

    /** Counts the updates of a parameter, this one included. */
    final long countStep(String parameter) {
        return steps.merge(parameter, 1L, Long::sum);
    }

    /** Element-wise work on tensors of one shape, piece by piece where they can be cut alike. */
    static Motion pieceByPiece(List<Tensor> tensors, Consumer<List<Tensor>> work) {
        int count = tensors.get(0).pieces().size();
        boolean cut = tensors.stream().allMatch(tensor -> tensor.pieces().size() == count);
        return new Motion() {
            @Override
            public int pieces() {
                return cut ? count : 1;
            }

            @Override
            public void move(int piece) {
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
     * @param kind as in {@code momentum}
     */
    final Tensor state(String parameter, String kind, Supplier<Tensor> initial) {
        return state.computeIfAbsent(
                key(parameter, kind), unused -> initial.get().keep());
    }

    final boolean hasState(String parameter, String kind) {
        return state.containsKey(key(parameter, kind));
    }

    private static String key(String parameter, String kind) {
        return parameter + "/" + kind;
    }

    /**
     * Returns a copy of the state, which the caller closes: for each parameter and each kind of state a tensor by the
     * name {@code parameter/kind}, as in {@code fc1.weight/momentum}.
     *
     * @throws IllegalStateException if the optimizer is closed
     */
    public final Map<String, Tensor> state() {
        requireOpen();
        Map<String, Tensor> copies = new TreeMap<>();
        state.forEach((name, tensor) -> copies.put(name, tensor.copy().keep()));
        steps.forEach((name, count) -> copies.put(
                key(name, STEPS), Tensor.of(DType.FLOAT64, Shape.of(), count).keep()));
        return copies;
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
        requireParts(saved.keySet());
        Map<String, Tensor> copies = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        saved.forEach((name, tensor) -> {
            if (partOf(name).equals(STEPS)) {
                counts.put(parameterOf(name), Math.round(tensor.item()));
            } else {
                copies.put(name, tensor.copy().keep());
            }
        });
        clear();
        state.putAll(copies);
        steps.putAll(counts);
    }

    private void requireParts(Set<String> names) {
        Map<String, Set<String>> found = new TreeMap<>();
        names.forEach(name -> found.computeIfAbsent(parameterOf(name), unused -> new TreeSet<>())
                .add(partOf(name)));
        found.forEach((parameter, parts) -> {
            if (!parts.equals(parts())) {
                throw new IllegalArgumentException("the state of '" + parameter + "' consists of " + parts
                        + ": expected " + new TreeSet<>(parts()) + ", as " + this + " keeps");
            }
        });
    }

    private static String parameterOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private static String partOf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Gives up what was made of the state. */
    void forget() {}

    /** Closes the state. Closing twice does nothing. */
    @Override
    public final void close() {
        closed = true;
        clear();
    }

    private void clear() {
        forget();
        state.values().forEach(Tensor::close);
        state.clear();
        steps.clear();
    }

    static double requirePositive(String what, double number) {
        if (!(number > 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException("the " + what + " must be finite and greater than 0, not " + number);
        }
        return number;
    }

    static double requireNotNegative(String what, double number) {
        if (!(number >= 0 && Double.isFinite(number))) {
            throw new IllegalArgumentException("the " + what + " must be finite and at least 0, not " + number);
        }
        return number;
    }

    static double requireFraction(String what, double number) {
        if (!(number >= 0 && number < 1)) {
            throw new IllegalArgumentException("the " + what + " must be at least 0 and less than 1, not " + number);
        }
        return number;
    }
}
