package org.pcn4j.train;

import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.tensor.Tensor;

/**
 * Holds all of an update until it is complete, shrinks it to a length and hands it on: clipping of gradients by their
 * global norm (Pascanu et al. 2013). It costs what Z-IL saves: the derivatives of all parameters stand at the same time.
 * The norm is that of all Δθ as one vector, added up in the order of the parameters' names, in double precision.
 */
final class GlobalNormClip implements ParameterUpdater {
    private final ParameterUpdater next;
    private final double most;
    private final Map<String, Held> held = new TreeMap<>();

    private record Held(Tensor theta, Tensor delta) {}

    /**
     * Clips what goes to an updater.
     *
     * @param most the greatest length, more than 0
     */
    GlobalNormClip(ParameterUpdater next, double most) {
        this.next = next;
        this.most = most;
    }

    @Override
    public synchronized void update(String name, Tensor theta, Tensor delta) {
        if (held.containsKey(name)) {
            throw new TrainingException(
                    "clipping by the global norm needs a rule that moves each parameter once an update," + " but '"
                            + name + "' moves again");
        }
        held.put(name, new Held(theta, delta.share().keep()));
    }

    /** Hands on the update. */
    void complete() {
        try {
            double squares = 0;
            for (Held each : held.values()) {
                try (Tensor square = each.delta().mul(each.delta());
                        Tensor sum = square.sum()) {
                    squares += sum.item();
                }
            }
            double norm = Math.sqrt(squares);
            for (Map.Entry<String, Held> each : held.entrySet()) {
                Tensor delta = each.getValue().delta();
                if (norm > most) {
                    delta.mulInPlace(most / norm);
                }
                next.update(each.getKey(), each.getValue().theta(), delta);
            }
        } finally {
            drop();
        }
    }

    /** Forgets what is held, as after a failure. */
    void drop() {
        held.values().forEach(each -> each.delta().close());
        held.clear();
    }

    @Override
    public boolean idleAtZero() {
        return next.idleAtZero();
    }
}
