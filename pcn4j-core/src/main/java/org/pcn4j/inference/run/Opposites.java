package org.pcn4j.inference.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.pcn4j.tensor.Tensor;

/** The Δθ of two runs of one plan, which move each parameter as one: the first run's are kept until the second's come. */
final class Opposites implements AutoCloseable {
    private final ParameterUpdater updater;
    private final Map<String, Tensor> first = new HashMap<>();

    /**
     * Prepares to add up.
     *
     * @param updater takes the sums
     */
    Opposites(ParameterUpdater updater) {
        this.updater = updater;
    }

    /** What takes the first run's Δθ. */
    ParameterUpdater first() {
        return by((name, theta, delta) -> first.put(name, delta.share().keep()));
    }

    /** What takes the second run's Δθ, and hands on the sums. */
    ParameterUpdater second() {
        return by((name, theta, delta) -> {
            try (Tensor kept = Objects.requireNonNull(first.remove(name), name)) {
                delta.addInPlace(kept);
                updater.update(name, theta, delta);
            }
        });
    }

    /** Takes one Δθ. */
    private interface Taking {
        void take(String name, Tensor theta, Tensor delta);
    }

    private ParameterUpdater by(Taking taking) {
        return new ParameterUpdater() {
            @Override
            public void update(String name, Tensor theta, Tensor delta) {
                taking.take(name, theta, delta);
            }

            @Override
            public boolean idleAtZero() {
                return updater.idleAtZero();
            }
        };
    }

    /** Closes what was not handed on, as after an exception. */
    @Override
    public void close() {
        first.values().forEach(Tensor::close);
    }
}
