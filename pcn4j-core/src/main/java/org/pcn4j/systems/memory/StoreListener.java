package org.pcn4j.systems.memory;

/** Hears how storing goes on. */
public interface StoreListener {
    /** A listener that does not listen. */
    StoreListener NONE = (epoch, ofEpochs, energy) -> true;

    /**
     * Hears that an epoch is done.
     *
     * @param epoch its number, from 1
     * @param ofEpochs how many there are to be
     * @param energy from which its last update learned, as {@link Stored#energies} has it
     * @return whether to go on
     */
    boolean stored(int epoch, int ofEpochs, double energy);
}
