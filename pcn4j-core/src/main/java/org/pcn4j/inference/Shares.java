package org.pcn4j.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pcn4j.inference.ParameterUpdater.Motion;
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
    /** From about so many elements on, oneDNN's element-wise functions are faster than libtorch's own. */
    private static final long LARGE_VALUES = 50_000;

    private final Parameters parameters;
    private final @Nullable Tensor[][] deltas;

    /** Begins an update in so many shares. */
    public Shares(Parameters parameters, int shares) {
        this.parameters = parameters;
        this.deltas = new Tensor[shares][parameters.tensors().size()];
    }

    /**
     * Returns the setting in which a network makes the best of so many threads. They share its batches where those are
     * large enough for all and may be divided. Otherwise the threads are the convolutions'; or, where products of a few
     * samples gain nothing by threads, they share the parameters' moves alone; or they are the matrix products'. Networks
     * that do not convolve do without oneDNN, unless their values are large.
     */
    public static Threads suited(Network network, long batch, int threads) {
        boolean convolves = network.convolves();
        boolean large = batch >= LEAST_SAMPLES * threads;
        boolean share = threads > 1 && (large ? network.treatsSamplesApart() : !convolves);
        Threads suited = share
                ? Threads.forShares(threads)
                : convolves ? Threads.forConvolutions(threads) : Threads.forMatrices(threads);
        return convolves || largest(network) * batch > LARGE_VALUES * suited.workers()
                ? suited
                : suited.withoutOneDnn();
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
     * Hands on what the shares said. Different parameters, and different pieces of large ones, are updated by different
     * threads at the same time.
     *
     * @param scale what a sum is multiplied by
     */
    public void update(double scale, ParameterUpdater updater) {
        List<Piece> pieces = new ArrayList<>();
        for (int parameter = 0; parameter < deltas[0].length; parameter++) {
            if (deltas[0][parameter] != null) {
                pieces.addAll(pieces(parameter, updater));
            }
        }
        List<List<Piece>> hands = dealt(pieces, Threads.workersInForce());
        Workers.run(hands.size(), hand -> {
            try (TensorScope scope = TensorScope.reusing()) {
                hands.get(hand).forEach(piece -> piece.update(scale));
            }
        });
    }

    private List<Piece> pieces(int parameter, ParameterUpdater updater) {
        List<Tensor> said = new ArrayList<>(deltas.length);
        for (@Nullable Tensor[] share : deltas) {
            said.add(Objects.requireNonNull(share[parameter]));
        }
        Motion motion = updater.motion(
                parameters.specs().get(parameter).name(), parameters.tensors().get(parameter), said.get(0));
        int count = motion.pieces();
        if (said.stream().anyMatch(delta -> count > 1 && delta.pieces().size() != count)) {
            said.stream().skip(1).forEach(said.get(0)::addInPlace);
            said = List.of(said.get(0));
        }
        List<Tensor> summands = said;
        long elements = parameters.specs().get(parameter).shape().elements() / count;
        return IntStream.range(0, count)
                .mapToObj(piece -> new Piece(piece(summands, piece, count), motion, piece, elements))
                .toList();
    }

    private static List<Tensor> piece(List<Tensor> whole, int piece, int count) {
        return count == 1
                ? whole
                : whole.stream().map(delta -> delta.pieces().get(piece)).toList();
    }

    /**
     * A part of an update.
     *
     * @param said the shares' Δθ of this piece, in their order
     * @param elements about how many there are
     */
    private record Piece(List<Tensor> said, Motion motion, int index, long elements) {
        void update(double scale) {
            Tensor sum = said.get(0);
            for (int share = 1; share < said.size(); share++) {
                sum.addInPlace(said.get(share));
            }
            if (scale != 1) {
                sum.mulInPlace(scale);
            }
            motion.move(index);
        }
    }

    /** Deals pieces so that all hands have about as many numbers to update. */
    private static List<List<Piece>> dealt(List<Piece> pieces, int hands) {
        List<List<Piece>> dealt = new ArrayList<>();
        IntStream.range(0, hands).forEach(hand -> dealt.add(new ArrayList<>()));
        long[] numbers = new long[hands];
        pieces.stream()
                .sorted(Comparator.comparingLong(Piece::elements).reversed())
                .forEach(piece -> {
                    int least = 0;
                    for (int hand = 1; hand < hands; hand++) {
                        least = numbers[hand] < numbers[least] ? hand : least;
                    }
                    numbers[least] += piece.elements();
                    dealt.get(least).add(piece);
                });
        return dealt;
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
