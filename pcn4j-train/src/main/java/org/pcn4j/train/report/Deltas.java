package org.pcn4j.train.report;

import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;

/** Takes down what a rule says about each parameter, and moves none. Of a rule that speaks several times, the sum. */
final class Deltas implements ParameterUpdater, AutoCloseable {
    private final Map<String, Tensor> sums = new TreeMap<>();

    /** Begins with zeros of the parameters' shapes. */
    Deltas(Parameters parameters) {
        for (ParameterSpec spec : parameters.specs()) {
            sums.put(spec.name(), parameters.get(spec.name()).zerosLike().keep());
        }
    }

    @Override
    public synchronized void update(String name, Tensor theta, Tensor delta) {
        get(name).addInPlace(delta);
    }

    @Override
    public boolean idleAtZero() {
        return true;
    }

    /** Returns what was said about a parameter; borrowed. */
    Tensor get(String name) {
        Tensor sum = sums.get(name);
        if (sum == null) {
            throw new IllegalArgumentException("there is no parameter '" + name + "'");
        }
        return sum;
    }

    @Override
    public void close() {
        sums.values().forEach(Tensor::close);
    }
}
