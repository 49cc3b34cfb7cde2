package org.pcn4j.inference.dense;

import java.util.List;
import org.pcn4j.dense.DenseStep;
import org.pcn4j.tensor.Tensor;

/** Moves parameters where they stand on Java's arrays; optimizers implement it. */
public interface DenseUpdater {
    /**
     * Begins a step of a parameter. It is called once an update, by one thread.
     *
     * @param name of the parameter
     * @param theta its numbers, which are not to be read; borrowed
     * @param scale what Δθ is to be multiplied by first, such as 1/B
     */
    Move begin(String name, Tensor theta, double scale);

    /**
     * One step of one parameter.
     *
     * @param state what the optimizer keeps of it, each of θ's shape; borrowed, and moved to where θ is
     * @param step moves pieces of it
     */
    record Move(List<Tensor> state, DenseStep step) {
        /** Copies the list. */
        public Move {
            state = List.copyOf(state);
        }
    }
}
