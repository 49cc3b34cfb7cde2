package org.pcn4j.train;

import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Tensor;

/** Brings every element of each Δθ between −most and most and hands it on; one between them keeps its bits. */
record ValueClip(ParameterUpdater next, double most) implements ParameterUpdater {
    @Override
    public void update(String name, Tensor theta, Tensor delta) {
        try (Tensor clipped = ActivationKernels.hardtanh(delta, -most, most)) {
            next.update(name, theta, clipped);
        }
    }

    @Override
    public boolean idleAtZero() {
        return next.idleAtZero();
    }
}
