package org.pcn4j.learning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.Tensor;

/** Keeps a copy of every Δθ and moves nothing. */
public final class Captured implements ParameterUpdater, AutoCloseable {
    private final Map<String, List<Tensor>> deltas = new LinkedHashMap<>();

    @Override
    public void update(String name, Tensor theta, Tensor delta) {
        deltas.computeIfAbsent(name, unused -> new ArrayList<>())
                .add(delta.copy().keep());
    }

    @Override
    public boolean idleAtZero() {
        return true;
    }

    /** The only Δθ of a parameter. */
    public Tensor only(String name) {
        List<Tensor> all = Objects.requireNonNull(deltas.get(name), name);
        if (all.size() != 1) {
            throw new AssertionError(name + " was updated " + all.size() + " times");
        }
        return all.get(0);
    }

    /** The numbers of the only Δθ of a parameter. */
    public double[] numbers(String name) {
        return only(name).toDoubles();
    }

    public Map<String, List<Tensor>> all() {
        return deltas;
    }

    @Override
    public void close() {
        deltas.values().forEach(list -> list.forEach(Tensor::close));
    }
}
