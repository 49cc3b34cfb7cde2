package org.pcn4j.inference.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Tensor;

/**
 * Who has the shards of a batch, and how each comes to know what all of them learned: the workers of one process, or ranks that have
 * workers each. A Δθ is folded over all shards in their order, so that R ranks of W workers end with the bits of one process of R · W.
 */
public interface Reducer {
    /** Returns how many processes share a batch. */
    int ranks();

    /**
     * Returns which shards of a batch are this process's.
     *
     * @param batch how many samples it has, those of all processes
     */
    default Division divide(Network network, long batch) {
        int all = Shards.of(network, batch, ranks());
        return new Division(0, all, all);
    }

    /**
     * Begins to hand over what shards learn.
     *
     * @param like tensors of the shapes that are learned, as θ is
     * @param own by the shard of this process and the place in {@code like}; null where nothing was learned; borrowed, and filled in until
     *     all are asked for
     * @param division as {@link #divide} returned it
     */
    default Handover begin(List<Tensor> like, List<@Nullable Tensor[]> own, Division division) {
        return () -> own;
    }

    /**
     * Returns what all shards measured, by those of this process.
     *
     * @param own by the shard of this process, as many numbers each
     * @param count how many numbers each has
     */
    default List<double[]> gatherNumbers(List<double[]> own, int count, Division division) {
        return own;
    }

    /** Returns those who share the rows that dense kernels act on, if there are others than this process. */
    default Optional<ProcessGroup> rows() {
        return Optional.empty();
    }

    /** Returns the workers of this process. */
    static Reducer ofWorkers() {
        return () -> 1;
    }
}
