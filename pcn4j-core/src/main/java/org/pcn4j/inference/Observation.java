package org.pcn4j.inference;

/** What a plan notes besides learning. Observing never changes what is learned. */
public sealed interface Observation {
    /** The outputs' losses at time 0, before anything moves: the training loss. */
    record Loss() implements Observation {}

    /** The energy of every node at every time, 0 … T. */
    record Energies() implements Observation {}

    /**
     * The value of one node at time T.
     *
     * @param node its name
     */
    record FinalValue(String node) implements Observation {}
}
