package org.pcn4j.inference.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcn4j.tensor.Tensor;

/** What the shards of this process learn, on its way to all who share the batch. */
@FunctionalInterface
public interface Handover extends AutoCloseable {
    /**
     * Hears that a shard has learned a parameter. By the shard's thread.
     *
     * @param shard which of this process's
     */
    default void learned(int shard, int parameter) {}

    /**
     * Returns what is to be added up, in its order, that parameters move by what all shards learned; after those of this process have
     * ended.
     *
     * @return by the summand and the parameter: this process's own as they were, or sums of all, the caller's to close; null where
     *     nothing was learned
     */
    List<@Nullable Tensor[]> all();

    /** Gives it up, where not all were asked for. */
    @Override
    default void close() {}
}
