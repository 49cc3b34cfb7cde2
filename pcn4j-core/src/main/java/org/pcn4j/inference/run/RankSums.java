package org.pcn4j.inference.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * What the shards of all ranks learned, added up while it arrives. A shard's Δθ lie one after the other, that of the last parameter first,
 * as it is learned first; then for each parameter a number tells whether it was learned, 1 or 0.
 */
final class RankSums {
    /** Each Δθ begins at a cache line. */
    private static final long LINE = 16;

    private final List<Tensor> like;
    private final List<@Nullable Tensor[]> own;
    private final Readiness ready;
    private final DType dtype;
    private final long[] begins;
    private final long flags;

    /**
     * Prepares an exchange.
     *
     * @param like tensors of the shapes that are learned
     * @param own by the shard of this process and the place in {@code like}; borrowed
     * @param ready waits for what was not learned yet
     */
    RankSums(List<Tensor> like, List<@Nullable Tensor[]> own, Readiness ready) {
        this.like = like;
        this.own = own;
        this.ready = ready;
        this.dtype = like.get(0).dtype();
        this.begins = new long[like.size()];
        long at = 0;
        for (int i = like.size() - 1; i >= 0; i--) {
            begins[i] = at;
            at += (like.get(i).elements() + LINE - 1) / LINE * LINE;
        }
        this.flags = at;
    }

    /** Says when what a shard learns of a parameter can be read. */
    @FunctionalInterface
    interface Readiness {
        /** Waits until it was learned, or the shard has ended. */
        void await(int shard, int parameter);
    }

    private long length() {
        return flags + like.size();
    }

    /**
     * Exchanges it with all ranks.
     *
     * @param places where each shard is among the rows of all ranks, by its number
     * @return by the parameter; the caller's; null where nothing was learned
     */
    @Nullable
    Tensor[] gather(ProcessGroup group, int[] places) {
        try (TensorScope scope = new TensorScope()) {
            Tensor sums = Tensor.full(dtype, Shape.of(length()), 0);
            group.exchange(dtype, Threads.workersInForce(), length(), this::write, (from, rows) -> {
                Tensor sum = sums.narrow(0, from, rows.get(0).elements());
                sum.copyInPlace(rows.get(places[0]));
                for (int shard = 1; shard < places.length; shard++) {
                    sum.addInPlace(rows.get(places[shard]));
                }
            });
            return parameters(sums, places.length);
        }
    }

    /**
     * Exchanges sums of each rank's shards alone.
     *
     * @param shards how many all ranks have
     * @return by the parameter; the caller's; null where nothing was learned
     */
    @Nullable
    Tensor[] add(ProcessGroup group, int shards) {
        try (TensorScope scope = new TensorScope()) {
            Tensor sums = Tensor.full(dtype, Shape.of(length()), 0);
            group.exchangeSums(
                    dtype,
                    length(),
                    (row, from, into) -> writeSum(from, into),
                    (from, rows) -> sums.narrow(0, from, rows.get(0).elements()).copyInPlace(rows.get(0)));
            return parameters(sums, shards);
        }
    }

    private void writeSum(long from, Tensor into) {
        if (own.isEmpty()) {
            into.copyInPlace(into.zerosLike());
        }
        write(0, from, into);
        for (int shard = 1; shard < own.size(); shard++) {
            Tensor other = into.zerosLike();
            write(shard, from, other);
            into.addInPlace(other);
        }
    }

    private void write(int shard, long from, Tensor into) {
        if (shard >= own.size()) {
            return;
        }
        @Nullable Tensor[] deltas = own.get(shard);
        long to = from + into.elements();
        for (int i = deltas.length - 1; i >= 0; i--) {
            long first = Math.max(from, begins[i]);
            long last = Math.min(to, begins[i] + like.get(i).elements());
            if (first < last) {
                ready.await(shard, i);
                Tensor delta = deltas[i];
                Tensor part = into.narrow(0, first - from, last - first);
                if (delta == null) {
                    part.copyInPlace(part.zerosLike());
                } else {
                    // An update that fails closes what shards learned, maybe while this copies it.
                    Tensor shared = delta.share();
                    part.copyInPlace(
                            shared.reshape(Shape.of(shared.elements())).narrow(0, first - begins[i], last - first));
                    shared.close();
                }
            }
        }
        if (to > flags) {
            long first = Math.max(from, flags);
            double[] learned = new double[Math.toIntExact(to - first)];
            for (int i = 0; i < learned.length; i++) {
                int parameter = Math.toIntExact(first - flags) + i;
                ready.await(shard, parameter);
                learned[i] = deltas[parameter] == null ? 0 : 1;
            }
            into.narrow(0, first - from, learned.length)
                    .copyInPlace(Tensor.of(dtype, Shape.of(learned.length), learned));
        }
    }

    private @Nullable Tensor[] parameters(Tensor sums, int shards) {
        double[] learned = sums.narrow(0, flags, like.size()).toDoubles();
        @Nullable Tensor[] deltas = new Tensor[like.size()];
        for (int i = 0; i < deltas.length; i++) {
            if (learned[i] == shards) {
                deltas[i] = sums.narrow(0, begins[i], like.get(i).elements())
                        .reshape(like.get(i).shape())
                        .keep();
            } else if (learned[i] != 0) {
                throw new IllegalStateException(
                        "of " + shards + " shards " + (int) learned[i] + " learned a parameter: expected all or none");
            }
        }
        return deltas;
    }
}
