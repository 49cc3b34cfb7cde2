package org.pcn4j.train.reproduce;

import java.nio.file.Path;

/**
 * Hears how far a reproduction has come, one thing at a time, from the threads that make it: several cases may be on their way.
 * Every method does nothing unless overridden.
 */
public interface ReproductionListener {
    /**
     * Something is to be known.
     *
     * @param line one line
     */
    default void said(String line) {}

    /**
     * All is known that is to be done.
     *
     * @param cases in all
     * @param found how many of them were done before
     * @param weight of those that are left, about the seconds that they take one after another
     */
    default void began(int cases, int found, double weight) {}

    /**
     * A case begins.
     *
     * @param number from 1, of all of its item
     * @param of how many there are
     */
    default void began(Item item, Case each, int number, int of) {}

    /**
     * A part of a case is done.
     *
     * @param share from 0 to 1
     */
    default void progressed(Case each, double share) {}

    /**
     * A case is done.
     *
     * @param seconds that it took
     */
    default void done(Item item, Case each, double seconds) {}

    /** A case failed, after it was said why. */
    default void failed(Item item, Case each) {}

    /** The page of an item was written. */
    default void written(Item item, Path page) {}

    /** Tells whether to end: the cases that run are then lost, those that are done are kept. */
    default boolean isCancelled() {
        return false;
    }
}
