package org.pcn4j.train.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcn4j.inference.run.State;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.file.TensorChecksum;

/**
 * A training after some of its updates, as one file in the safetensors format: the network's parameters and buffers by the
 * names {@code network/…}, the optimizer's state by {@code optimizer/…}, where values stand that are carried from frame to frame
 * by {@code state/…} and {@code memory/…}, and texts about everything else. A checksum shows
 * whether anything in it has changed. For one thread; it shares its numbers with the parameters it was made of, which may be
 * closed before it.
 *
 * @param update how many updates are done
 * @param network parameters and buffers by their names; owned by whoever made the checkpoint
 * @param optimizer the state of {@link org.pcn4j.learning.Optimizer#state}; owned likewise
 * @param state where values stand, and what their relaxation remembers, in a network that goes on from frame to frame; owned
 *     likewise; none in most trainings
 * @param texts by names other than {@code pcn4j-checkpoint}, {@code update} and {@code checksum}
 */
public record Checkpoint(
        long update, Map<String, Tensor> network, Map<String, Tensor> optimizer, State state, Map<String, String> texts)
        implements AutoCloseable {
    private static final String FORMAT = "pcn4j-checkpoint";
    private static final String FORMAT_VERSION = "1";
    private static final String UPDATE = "update";
    private static final String CHECKSUM = "checksum";
    private static final String NETWORK = "network/";
    private static final String OPTIMIZER = "optimizer/";
    private static final String STATE = "state/";
    private static final String MEMORY = "memory/";

    /** Copies the maps. */
    public Checkpoint {
        network = Map.copyOf(network);
        optimizer = Map.copyOf(optimizer);
        texts = Map.copyOf(texts);
    }

    /** A checkpoint without a state that is carried. */
    public Checkpoint(
            long update, Map<String, Tensor> network, Map<String, Tensor> optimizer, Map<String, String> texts) {
        this(update, network, optimizer, State.none(), texts);
    }

    /**
     * Returns this checkpoint with a state that is carried from frame to frame. It takes over what this one owns, so that one of
     * them is to be closed.
     *
     * @param carried borrowed; shared, not copied
     */
    public Checkpoint withState(State carried) {
        return new Checkpoint(
                update, network, optimizer, carried.map(tensor -> tensor.share().keep()), texts);
    }

    /**
     * Returns a checkpoint of a training as it stands, to be written before the training goes on.
     *
     * @param parameters borrowed; shared, not copied
     * @param optimizer borrowed; its state is copied
     * @return the checkpoint, which the caller closes
     */
    public static Checkpoint of(long update, Parameters parameters, Optimizer optimizer, Map<String, String> texts) {
        Map<String, Tensor> shared = new TreeMap<>();
        try (Lease lease = parameters.lease()) {
            tensors(parameters)
                    .forEach((name, tensor) -> shared.put(name, tensor.share().keep()));
        }
        return new Checkpoint(update, shared, optimizer.state(), texts);
    }

    private static Map<String, Tensor> tensors(Parameters parameters) {
        Map<String, Tensor> tensors = new TreeMap<>();
        for (int i = 0; i < parameters.specs().size(); i++) {
            tensors.put(parameters.specs().get(i).name(), parameters.tensors().get(i));
        }
        for (int i = 0; i < parameters.bufferSpecs().size(); i++) {
            tensors.put(
                    parameters.bufferSpecs().get(i).name(), parameters.buffers().get(i));
        }
        return tensors;
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @throws IOException if it cannot be written; what was there before is then as it was
     */
    public void write(Path file) throws IOException {
        Map<String, Tensor> tensors = tensors();
        Map<String, String> all = new TreeMap<>(texts);
        all.put(FORMAT, FORMAT_VERSION);
        all.put(UPDATE, Long.toString(update));
        all.put(CHECKSUM, TensorChecksum.of(tensors, all));
        SafeTensors.write(file, tensors, all);
    }

    /** Returns all tensors by their names in a file, in the order of the names; they stay this checkpoint's. */
    SortedMap<String, Tensor> tensors() {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        network.forEach((name, tensor) -> tensors.put(NETWORK + name, tensor));
        optimizer.forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
        state.values().forEach((node, tensor) -> tensors.put(STATE + node, tensor));
        // What is remembered has a name without a slash; a node may have one with.
        state.memory()
                .forEach((node, remembered) ->
                        remembered.forEach((name, tensor) -> tensors.put(MEMORY + name + "/" + node, tensor)));
        return tensors;
    }

    /** Returns the checkpoint that owns tensors by their names in a file. */
    static Checkpoint of(long update, Map<String, Tensor> tensors, Map<String, String> texts) {
        return new Checkpoint(update, under(NETWORK, tensors), under(OPTIMIZER, tensors), state(tensors), texts);
    }

    /**
     * Reads a file.
     *
     * @return the checkpoint, whose tensors the caller closes
     * @throws FileFormatException if it is no checkpoint, is damaged, or was written by a later version
     * @throws IOException if it cannot be read
     */
    public static Checkpoint read(Path file) throws IOException {
        try (SafeTensors open = SafeTensors.open(file)) {
            Map<String, String> texts = new TreeMap<>(open.metadata());
            if (!FORMAT_VERSION.equals(texts.remove(FORMAT))) {
                throw new FileFormatException(
                        file,
                        "it says " + FORMAT + " " + open.metadata().getOrDefault(FORMAT, "nowhere"),
                        "a checkpoint of version " + FORMAT_VERSION);
            }
            Map<String, Tensor> tensors = open.readAll();
            try {
                return read(file, tensors, texts);
            } catch (Throwable e) {
                tensors.values().forEach(Tensor::close);
                throw e;
            }
        }
    }

    private static Checkpoint read(Path file, Map<String, Tensor> tensors, Map<String, String> texts)
            throws FileFormatException {
        String expected = String.valueOf(texts.remove(CHECKSUM));
        texts.put(FORMAT, FORMAT_VERSION);
        TensorChecksum.require(file, expected, tensors, texts);
        texts.remove(FORMAT);
        String update = String.valueOf(texts.remove(UPDATE));
        if (!update.matches("\\d{1,18}")) {
            throw new FileFormatException(file, "its number of updates is '" + update + "'", "a number");
        }
        return of(Long.parseLong(update), tensors, texts);
    }

    private static State state(Map<String, Tensor> tensors) {
        Map<String, Map<String, Tensor>> memory = new TreeMap<>();
        under(MEMORY, tensors).forEach((name, tensor) -> {
            int slash = name.indexOf('/');
            memory.computeIfAbsent(name.substring(slash + 1), unused -> new TreeMap<>())
                    .put(name.substring(0, Math.max(0, slash)), tensor);
        });
        return State.of(under(STATE, tensors), memory);
    }

    private static Map<String, Tensor> under(String prefix, Map<String, Tensor> tensors) {
        Map<String, Tensor> some = new TreeMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), tensor);
            }
        });
        return some;
    }

    /**
     * Puts the numbers into the parameters of a network of the same shapes and their state into an optimizer.
     *
     * @param parameters changed; borrowed
     * @param optimizer changed; borrowed
     * @throws IllegalArgumentException if names, shapes or element types differ, in which case nothing is changed, or if
     *     the state is one of another kind of optimizer
     */
    public void restore(Parameters parameters, Optimizer optimizer) {
        restore(parameters);
        try (TensorScope scope = new TensorScope()) {
            Map<String, Tensor> placed = new TreeMap<>();
            this.optimizer.forEach((name, tensor) ->
                    placed.put(name, tensor.to(parameters.tensors().get(0).device())));
            optimizer.restore(placed);
        }
    }

    /**
     * Puts the numbers into the parameters and buffers of a network of the same shapes.
     *
     * @param parameters changed; borrowed
     * @throws IllegalArgumentException if names, shapes or element types differ; nothing is then changed
     * @throws IllegalStateException if the checkpoint or the parameters are closed
     */
    public void restore(Parameters parameters) {
        try (Lease lease = parameters.lease()) {
            leased(parameters);
        }
    }

    private void leased(Parameters parameters) {
        Map<String, Tensor> own = tensors(parameters);
        if (!own.keySet().equals(network.keySet())) {
            throw new IllegalArgumentException("it holds the parameters " + new TreeMap<>(network).keySet()
                    + ", but the network has " + own.keySet());
        }
        network.forEach((name, stored) -> requireLike(name, stored, parameters.get(name)));
        network.forEach((name, stored) -> parameters.get(name).copyInPlace(stored));
    }

    private static void requireLike(String name, Tensor stored, Tensor own) {
        if (stored.dtype() != own.dtype() || !stored.shape().equals(own.shape())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "its '%s' is %s %s, but the network's is %s %s",
                    name,
                    stored.dtype(),
                    stored.shape(),
                    own.dtype(),
                    own.shape()));
        }
    }

    /** Closes the tensors, which then can be neither written nor restored. Closing twice does nothing. */
    @Override
    public void close() {
        network.values().forEach(Tensor::close);
        optimizer.values().forEach(Tensor::close);
        state.close();
    }
}
