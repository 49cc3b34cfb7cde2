package org.pcn4j.learning;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.pcn4j.inference.ParameterUpdater;
import org.pcn4j.tensor.Tensor;

/**
 * Moves parameters along their updates. Keeps its state by parameter name, so that one optimizer can serve all
 * parameters of a network; it makes no difference whether they share one or have one each. An update is Δθ, the negative
 * gradient, so an optimizer adds where the textbooks subtract. Owns its state; close it when done.
 * Different parameters may be moved by different threads at the same time, nothing else.
 */
public abstract sealed class Optimizer implements ParameterUpdater, AutoCloseable permits Sgd, Adam {
    private final Map<String, Tensor> state = new ConcurrentHashMap<>();

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
     */
    public final Map<String, Tensor> state() {
        Map<String, Tensor> copies = new TreeMap<>();
        state.forEach((name, tensor) -> copies.put(name, tensor.copy().keep()));
        return copies;
    }

    /**
     * Replaces the state by a copy of one that was read from an optimizer of the same kind and settings.
     *
     * @param saved borrowed
     */
    public final void restore(Map<String, Tensor> saved) {
        Map<String, Tensor> copies = new TreeMap<>();
        saved.forEach((name, tensor) -> copies.put(name, tensor.copy().keep()));
        close();
        state.putAll(copies);
    }

    /** Forgets the state. */
    @Override
    public final void close() {
        state.values().forEach(Tensor::close);
        state.clear();
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
