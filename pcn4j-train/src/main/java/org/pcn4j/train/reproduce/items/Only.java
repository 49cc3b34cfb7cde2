package org.pcn4j.train.reproduce.items;

import java.util.List;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.Tensor;

/** Moves some parameters and leaves the others as they are. */
record Only(ParameterUpdater next, List<String> names) implements ParameterUpdater {
    @Override
    public void update(String name, Tensor theta, Tensor delta) {
        if (names.contains(name)) {
            next.update(name, theta, delta);
        }
    }

    @Override
    public boolean idleAtZero() {
        return next.idleAtZero();
    }
}
