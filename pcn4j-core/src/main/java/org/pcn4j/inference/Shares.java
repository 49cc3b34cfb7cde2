package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * A batch in shares, one a worker: what the shares say about each parameter is added up, in their order, and handed on.
 * Predictive coding and backpropagation both learn so where {@linkplain Threads#forShares workers} are in force. Owns
 * what was said and not yet handed on; close it when the update is done.
 */
public final class Shares implements AutoCloseable {
    /** Fewer samples are not worth another thread. */
    private static final long LEAST_SAMPLES = 4;

    private final Parameters parameters;
    private final @Nullable Tensor[][] deltas;

    /** Begins an update in so many shares. */
    public Shares(Parameters parameters, int shares) {
        this.parameters = parameters;
        this.deltas = new Tensor[shares][parameters.tensors().size()];
    }

    /** Tells whether so many threads, more than one, do well to share the batches of a network. */
    public static boolean suit(Network network, long batch, int threads) {
        return threads > 1 && batch >= LEAST_SAMPLES * threads && network.treatsSamplesApart();
    }

    /**
     * Returns how many shares to make of a batch: one where the network looks at a batch as a whole, as batch
     * normalisation does.
     */
    public static int of(Network network, long batch) {
        int workers = Threads.workersInForce();
        return workers > 1 && network.treatsSamplesApart()
                ? Math.toIntExact(Math.max(1, Math.min(workers, batch / LEAST_SAMPLES)))
                : 1;
    }

    /** Notes what a share says about a parameter; the tensor is taken over. For the share's thread. */
    public void say(int share, int parameter, Tensor delta) {
        deltas[share][parameter] = delta;
    }

    /** Returns what takes a share's updates in the real updater's place. */
    ParameterUpdater collector(int share, ParameterUpdater real) {
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
                say(share, parameter, delta.share().keep());
            }

            @Override
            public boolean idleAtZero() {
                return real.idleAtZero();
            }
        };
    }

    /**
     * Hands on what the shares said. Different parameters are updated by different threads at the same time.
     *
     * @param scale what a sum is multiplied by
     */
    public void update(double scale, ParameterUpdater updater) {
        List<List<Integer>> hands = dealt(deltas.length);
        Workers.run(deltas.length, hand -> {
            try (TensorScope scope = TensorScope.reusing()) {
                hands.get(hand).forEach(parameter -> update(parameter, scale, updater));
            }
        });
    }

    private void update(int parameter, double scale, ParameterUpdater updater) {
        Tensor sum = deltas[0][parameter];
        if (sum == null) {
            return;
        }
        for (int share = 1; share < deltas.length; share++) {
            Tensor delta = deltas[share][parameter];
            if (delta != null) {
                sum.addInPlace(delta);
            }
        }
        if (scale != 1) {
            sum.mulInPlace(scale);
        }
        updater.update(
                parameters.specs().get(parameter).name(), parameters.tensors().get(parameter), sum);
    }

    /** Deals parameters so that all hands have about as many numbers to update. */
    private List<List<Integer>> dealt(int hands) {
        List<List<Integer>> dealt = new ArrayList<>();
        IntStream.range(0, hands).forEach(hand -> dealt.add(new ArrayList<>()));
        long[] numbers = new long[hands];
        IntStream.range(0, parameters.specs().size())
                .boxed()
                .sorted(Comparator.comparing(this::numbers).reversed())
                .forEach(parameter -> {
                    int least = 0;
                    for (int hand = 1; hand < hands; hand++) {
                        least = numbers[hand] < numbers[least] ? hand : least;
                    }
                    numbers[least] += numbers(parameter);
                    dealt.get(least).add(parameter);
                });
        return dealt;
    }

    private long numbers(int parameter) {
        return parameters.specs().get(parameter).shape().elements();
    }

    /** Closes what was said. */
    @Override
    public void close() {
        for (@Nullable Tensor[] share : deltas) {
            for (Tensor delta : share) {
                if (delta != null) {
                    delta.close();
                }
            }
        }
    }
}
