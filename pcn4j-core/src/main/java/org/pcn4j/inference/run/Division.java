package org.pcn4j.inference.run;

/**
 * Which shards of a batch are this process's.
 *
 * @param first the number of the first of them
 * @param own how many; 0 where others have all of a small batch
 * @param all how many the batch has, at least 1; where it is one, every process takes the whole batch
 */
public record Division(int first, int own, int all) {
    /** The whole batch in one. */
    static final Division WHOLE = new Division(0, 1, 1);

    /** Tells whether a batch is one shard. */
    public boolean isWhole() {
        return all == 1;
    }
}
