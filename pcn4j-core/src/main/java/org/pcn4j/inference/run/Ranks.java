package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcn4j.inference.dense.RowSharing;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * Ranks that have as many workers each: what their shards learned is gathered in buckets, so that every rank folds it in the order of
 * the shards. Borrows the group.
 */
final class Ranks implements Reducer {
    /** So many numbers of each shard travel together, unless a single parameter has more. */
    private static final long BUCKET = 1L << 20;

    /** Each Δθ begins at a cache line. */
    private static final long LINE = 16;

    private final ProcessGroup group;

    Ranks(ProcessGroup group) {
        this.group = group;
    }

    @Override
    public int ranks() {
        return group.size();
    }

    @Override
    public Optional<RowSharing> rows() {
        return ranks() == 1 ? Optional.empty() : Optional.of(new Rows(group));
    }

    /** Rows of a batch, some by each rank. */
    private record Rows(ProcessGroup group) implements RowSharing {
        @Override
        public int rank() {
            return group.rank();
        }

        @Override
        public int size() {
            return group.size();
        }

        @Override
        public Tensor gather(Tensor own) {
            Tensor all = Tensor.full(own.dtype(), Shape.of(size(), own.elements()), 0);
            group.allGather(own, all);
            return all;
        }
    }

    private static int workers() {
        return Threads.workersInForce();
    }

    @Override
    public Division divide(Network network, long batch) {
        int all = Shards.of(network, batch, ranks());
        if (all == 1) {
            return Division.WHOLE;
        }
        int first = first(group.rank(), all);
        return new Division(first, first(group.rank() + 1, all) - first, all);
    }

    /** Shards are dealt out evenly, in the order of the ranks. */
    private int first(int rank, int all) {
        return rank * all / ranks();
    }

    private int rankOf(int shard, int all) {
        int rank = ranks() - 1;
        while (first(rank, all) > shard) {
            rank--;
        }
        return rank;
    }

    @Override
    public List<@Nullable Tensor[]> gather(List<Tensor> like, List<@Nullable Tensor[]> own, Division division) {
        if (division.isWhole()) {
            return own;
        }
        List<@Nullable Tensor[]> all = new ArrayList<>();
        for (int shard = 0; shard < division.all(); shard++) {
            int ours = shard - division.first();
            all.add(ours >= 0 && ours < division.own() ? own.get(ours) : new Tensor[like.size()]);
        }
        int from = 0;
        while (from < like.size()) {
            long numbers = 0;
            int to = from;
            while (to < like.size() && (to == from || numbers + padded(like.get(to)) <= BUCKET)) {
                numbers += padded(like.get(to++));
            }
            exchange(new Bucket(like, from, to, numbers), own, all, division);
            from = to;
        }
        return all;
    }

    private static long padded(Tensor tensor) {
        return (tensor.elements() + LINE - 1) / LINE * LINE;
    }

    /**
     * Some Δθ that travel together: one after the other, then for each a number that tells whether it was learned at all.
     *
     * @param numbers of all Δθ
     */
    private record Bucket(List<Tensor> like, int from, int to, long numbers) {
        long length() {
            return numbers + to - from;
        }
    }

    private void exchange(
            Bucket bucket, List<@Nullable Tensor[]> own, List<@Nullable Tensor[]> all, Division division) {
        DType dtype = bucket.like().get(0).dtype();
        try (TensorScope scope = new TensorScope()) {
            Tensor sent = Tensor.full(dtype, Shape.of(workers(), bucket.length()), 0);
            for (int shard = 0; shard < division.own(); shard++) {
                write(bucket, own.get(shard), sent.select(0, shard));
            }
            Tensor received = Tensor.full(dtype, Shape.of(ranks(), workers(), bucket.length()), 0);
            group.allGather(sent, received);
            for (int shard = 0; shard < division.all(); shard++) {
                if (shard < division.first() || shard >= division.first() + division.own()) {
                    int rank = rankOf(shard, division.all());
                    Tensor row = received.select(0, rank).select(0, shard - first(rank, division.all()));
                    read(bucket, row, all.get(shard));
                }
            }
        }
    }

    private static void write(Bucket bucket, @Nullable Tensor[] deltas, Tensor row) {
        long at = 0;
        for (int i = bucket.from(); i < bucket.to(); i++) {
            Tensor delta = deltas[i];
            if (delta != null) {
                row.narrow(0, at, delta.elements()).reshape(delta.shape()).copyInPlace(delta);
                row.narrow(0, bucket.numbers() + i - bucket.from(), 1)
                        .copyInPlace(Tensor.full(row.dtype(), Shape.of(1), 1));
            }
            at += padded(bucket.like().get(i));
        }
    }

    private static void read(Bucket bucket, Tensor row, @Nullable Tensor[] deltas) {
        double[] learned =
                row.narrow(0, bucket.numbers(), bucket.to() - bucket.from()).toDoubles();
        long at = 0;
        for (int i = bucket.from(); i < bucket.to(); i++) {
            Tensor like = bucket.like().get(i);
            if (learned[i - bucket.from()] != 0) {
                deltas[i] =
                        row.narrow(0, at, like.elements()).reshape(like.shape()).keep();
            }
            at += padded(like);
        }
    }

    @Override
    public List<double[]> gatherNumbers(List<double[]> own, int count, Division division) {
        if (division.isWhole() || count == 0) {
            return own;
        }
        double[] sent = new double[workers() * count];
        for (int shard = 0; shard < own.size(); shard++) {
            System.arraycopy(own.get(shard), 0, sent, shard * count, count);
        }
        double[] received;
        try (TensorScope scope = new TensorScope()) {
            Tensor all = Tensor.full(DType.FLOAT64, Shape.of(ranks(), sent.length), 0);
            group.allGather(Tensor.of(Shape.of(sent.length), sent), all);
            received = all.toDoubles();
        }
        List<double[]> rows = new ArrayList<>();
        for (int shard = 0; shard < division.all(); shard++) {
            int rank = rankOf(shard, division.all());
            int at = rank * sent.length + (shard - first(rank, division.all())) * count;
            rows.add(Arrays.copyOfRange(received, at, at + count));
        }
        return rows;
    }
}
