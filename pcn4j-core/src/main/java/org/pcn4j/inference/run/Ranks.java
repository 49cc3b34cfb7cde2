package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * Ranks that have as many workers each: every rank adds up what all shards learned, in the order of the shards, while it arrives.
 * Borrows the group.
 */
final class Ranks implements Reducer {
    private static final Executor MESSENGER = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "pcn4j handover");
        thread.setDaemon(true);
        return thread;
    });

    private final ProcessGroup group;
    private final Reduction reduction;

    Ranks(ProcessGroup group, Reduction reduction) {
        this.group = group;
        this.reduction = reduction;
    }

    @Override
    public int ranks() {
        return group.size();
    }

    @Override
    public Optional<ProcessGroup> rows() {
        return ranks() == 1 ? Optional.empty() : Optional.of(group);
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
    public Handover begin(List<Tensor> like, List<@Nullable Tensor[]> own, Division division) {
        if (division.isWhole()) {
            return () -> own;
        }
        return group.isByNetwork()
                ? new EarlyHandover(
                        own.size(), like.size(), ready -> all(new RankSums(like, own, ready), division), MESSENGER)
                : () -> all(new RankSums(like, own, (shard, parameter) -> {}), division);
    }

    private List<@Nullable Tensor[]> all(RankSums sums, Division division) {
        return List.<@Nullable Tensor[]>of(
                reduction == Reduction.FAST
                        ? sums.add(group, division.all())
                        : sums.gather(group, places(division.all())));
    }

    /** Returns where each shard is among the rows of all ranks. */
    private int[] places(int all) {
        return IntStream.range(0, all)
                .map(shard -> {
                    int rank = rankOf(shard, all);
                    return rank * workers() + shard - first(rank, all);
                })
                .toArray();
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
        for (int place : places(division.all())) {
            rows.add(Arrays.copyOfRange(received, place * count, (place + 1) * count));
        }
        return rows;
    }
}
