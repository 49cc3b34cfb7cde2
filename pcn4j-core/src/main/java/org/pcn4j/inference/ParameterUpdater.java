package org.pcn4j.inference;

import org.pcn4j.tensor.Tensor;

/** What inference hands its parameter updates to; optimizers implement it. */
public interface ParameterUpdater {
    /**
     * Moves a parameter.
     *
     * @param name of the parameter
     * @param theta its numbers, changed in place
     * @param delta the direction in which to move, −∂(energy)/∂θ, already scaled; borrowed, but free to be changed
     */
    void update(String name, Tensor theta, Tensor delta);

    /**
     * Tells whether an update of zeros would leave every parameter where it is, so that it need not be handed over:
     * neither momentum nor decay.
     */
    boolean idleAtZero();
}
