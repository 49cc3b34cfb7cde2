package org.pcn4j.inference.plan;

/** What a plan notes besides learning. Observing never changes what is learned. */
public sealed interface Observation {
    /** The outputs' losses at time 0, before anything moves: the training loss. */
    record Loss() implements Observation {}

    /** The energy of every node at every time, 0 … T. */
    record Energies() implements Observation {}

    /**
     * The value of one node at time T; of an output that is held its prediction.
     *
     * @param node its name
     */
    record FinalValue(String node) implements Observation {}

    /**
     * The prediction of one node at time T.
     *
     * @param node its name
     */
    record FinalPrediction(String node) implements Observation {}

    /**
     * The error of one node at time T: ε = x − μ, of an output that is held e = −∂ℓ/∂μ.
     *
     * @param node its name
     */
    record FinalError(String node) implements Observation {}

    /**
     * The values that inference moved, at time T, and what their relaxation remembers: to go on from. Where news crosses the
     * whole graph the errors are what inference moves, and they stand in place of values; of free roots it is values there too.
     */
    record FinalState() implements Observation {}
}
