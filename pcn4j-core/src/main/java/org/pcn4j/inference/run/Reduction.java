package org.pcn4j.inference.run;

/** How ranks add up what they learned. */
public enum Reduction {
    /** In the order of the shards: the bits of one process that has all the workers. Each shard's Δθ travels. */
    EXACT,
    /**
     * The shards of each rank in their order, then the ranks in an unspecified order: one Δθ of each rank travels. Last bits differ from
     * those of one process, and with the number of ranks.
     */
    FAST
}
