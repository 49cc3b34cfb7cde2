package org.pcn4j.train;

/**
 * How far training has come.
 *
 * @param updates that are done
 * @param ofUpdates how many there are to be
 * @param perEpoch updates in an epoch
 */
public record Progress(long updates, long ofUpdates, long perEpoch) {
    /** Returns how many epochs are done. */
    public long epochs() {
        return updates / perEpoch;
    }
}
