package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcn4j.function.ParameterSpec;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.Threads;

/**
 * A batch in shards, one a worker: the deltas of each parameter are added up, in the order of the shards, and handed on.
 * Predictive coding and backpropagation both learn so where {@linkplain Threads#forShards workers} are in force. Owns
 * the deltas that were not yet handed on; close it when the update is done, after the threads of all shards. The parameters are
 * borrowed until then.
 */
public final class Shards implements AutoCloseable {
    /** Fewer samples are not worth another thread. */
    private static final long LEAST_SAMPLES = 4;
    /** From about so many elements on, oneDNN's element-wise functions are faster than libtorch's own. */
    private static final long LARGE_VALUES = 50_000;

    private final Parameters parameters;
    private final @Nullable Tensor[][] own;
    private final Handover handover;
    private List<@Nullable Tensor[]> all = List.of();
    private volatile boolean closed;

    /**
     * Begins an update.
     *
     * @param reducer who has the other shards
     * @param division which of them are this process's
     */
    public Shards(Parameters parameters, Reducer reducer, Division division) {
        this.parameters = parameters;
        this.own = new Tensor[division.own()][parameters.tensors().size()];
        this.handover = reducer.begin(parameters.tensors(), Arrays.asList(own), division);
    }

    /**
     * Returns the setting in which a network makes the best of so many threads. They take shards of its batches where those are
     * large enough for all and may be divided. Otherwise, where kernels are too small to gain by threads, those share the
     * parameters' update steps alone; or they are the convolutions', or the matrix products'. Networks that do not convolve do
     * without oneDNN, unless their values are large.
     */
    public static Threads suited(Network network, long batch, int threads) {
        return suited(network, batch, threads, 1);
    }

    /**
     * Returns the setting in which each of some ranks makes the best of so many threads: that of a process with all of them, but
     * for the workers, of which each has its own.
     *
     * @param batch how many samples a batch of all ranks has
     * @param threads of each rank
     */
    public static Threads suited(Network network, long batch, int threads, int ranks) {
        if (ranks > 1) {
            Threads all = suited(network, batch, threads * ranks, 1);
            return all.workers() == 1
                    ? suited(network, batch, threads, 1)
                    : new Threads(all.convolution(), all.matrix(), threads, all.oneDnn());
        }
        boolean convolves = network.convolves();
        long elements = largest(network) * batch;
        boolean apart = batch >= LEAST_SAMPLES * threads ? network.isSamplewise() : elements < LARGE_VALUES;
        Threads suited = apart && threads > 1
                ? Threads.forShards(threads)
                : convolves ? Threads.forConvolutions(threads) : Threads.forMatrices(threads);
        return convolves || elements > LARGE_VALUES * suited.workers() ? suited : suited.withoutOneDnn();
    }

    /** Returns the number of elements of the largest predicted value of a sample. */
    private static long largest(Network network) {
        return network.nodes().stream()
                .filter(node -> !node.isRoot())
                .mapToLong(node -> node.shape().elements())
                .max()
                .orElse(0);
    }

    /**
     * Returns how many shards to make of a batch: one where the network looks at a batch as a whole, as batch
     * normalization does.
     *
     * @param ranks how many processes share the batch, each with as many workers as this one
     */
    static int of(Network network, long batch, int ranks) {
        int workers = ranks * Threads.workersInForce();
        return workers > 1 && network.isSamplewise()
                ? Math.toIntExact(Math.max(1, Math.min(workers, batch / LEAST_SAMPLES)))
                : 1;
    }

    /**
     * Adds a delta of a parameter; the tensor is taken over. For the shard's thread.
     *
     * @param shard which of this process's, from 0
     *
     * @throws IllegalStateException if the shards are closed; the tensor is then closed as well
     */
    public void add(int shard, int parameter, Tensor delta) {
        if (closed) {
            delta.close();
            throw new IllegalStateException("the shards of an update are used after they were closed");
        }
        own[shard][parameter] = delta;
        handover.learned(shard, parameter);
    }

    /** Returns what takes a shard's updates in the real updater's place. */
    ParameterUpdater collector(int shard, ParameterUpdater real) {
        Map<String, Integer> indices = new HashMap<>();
        for (int i = 0; i < parameters.specs().size(); i++) {
            indices.put(parameters.specs().get(i).name(), i);
        }
        return new ParameterUpdater() {
            @Override
            public void update(String name, Tensor theta, Tensor delta) {
                Integer parameter = indices.get(name);
                if (parameter == null) {
                    throw new IllegalStateException("no parameter is called '" + name + "'");
                }
                add(shard, parameter, delta.share().keep());
            }

            @Override
            public boolean idleAtZero() {
                return real.idleAtZero();
            }
        };
    }

    /**
     * Hands on the sums of the deltas of all shards. Different parameters, and different pieces of large ones, are updated by
     * different threads at the same time.
     *
     * @param scale what a sum is multiplied by
     * @throws IllegalStateException if the shards are closed
     */
    public void update(double scale, ParameterUpdater updater) {
        all = handover.all();
        UpdateSteps steps = new UpdateSteps(updater);
        for (int parameter = 0; parameter < parameters.tensors().size(); parameter++) {
            List<Tensor> summands = new ArrayList<>(all.size());
            for (@Nullable Tensor[] shard : all) {
                Tensor delta = shard[parameter];
                if (delta != null) {
                    summands.add(delta);
                }
            }
            if (!summands.isEmpty()) {
                ParameterSpec spec = parameters.specs().get(parameter);
                steps.add(spec.name(), parameters.tensors().get(parameter), summands);
            }
        }
        steps.run(scale);
    }

    /** Closes the deltas. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        handover.close();
        close(Arrays.asList(own));
        close(all);
    }

    /** Closes what shards learned; what is closed already stays so. */
    static void close(List<@Nullable Tensor[]> shards) {
        for (@Nullable Tensor[] shard : shards) {
            for (Tensor delta : shard) {
                if (delta != null) {
                    delta.close();
                }
            }
        }
    }
}
