package org.pcn4j.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.function.Pass;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * One update or one evaluation of a network: the {@link Pass} of each of its nodes. For one thread; close it when the
 * update is done. Until then the parameters are not freed, whoever closes them.
 */
public final class Passes implements AutoCloseable {
    /** How a node's pass begins. */
    private interface Beginning {
        Pass of(Node node, List<Tensor> buffers);
    }

    private final Parameters parameters;
    private final Lease lease;
    private final Beginning beginning;
    private final Map<Integer, Pass> passes = new HashMap<>();
    private boolean closed;

    private Passes(Parameters parameters, Beginning beginning) {
        this.parameters = parameters;
        this.lease = parameters.leaseWithin();
        this.beginning = beginning;
    }

    /**
     * Begins an update, in which the network learns.
     *
     * @param parameters whose buffers are touched; borrowed
     * @param seed of what is drawn at random in this update, such as dropout's masks
     * @throws IllegalStateException if the parameters are closed
     */
    public static Passes learning(Parameters parameters, Seed seed) {
        return new Passes(
                parameters, (node, buffers) -> Pass.learning(() -> seed.derive("mask of " + node.name()), buffers));
    }

    /**
     * Begins an evaluation.
     *
     * @param parameters whose buffers are used; borrowed
     * @throws IllegalStateException if the parameters are closed
     */
    public static Passes evaluating(Parameters parameters) {
        return new Passes(parameters, (node, buffers) -> Pass.evaluating(buffers));
    }

    /**
     * Returns the pass of a node, always the same.
     *
     * @throws IllegalStateException if the passes are closed
     */
    public Pass of(Node node) {
        if (closed) {
            throw new IllegalStateException("the passes of an update are used after they were closed");
        }
        return passes.computeIfAbsent(node.index(), unused -> {
            List<Tensor> buffers = new ArrayList<>(node.buffers().size());
            node.buffers().forEach(buffer -> buffers.add(parameters.buffers().get(buffer)));
            return beginning.of(node, buffers);
        });
    }

    /** Closes what was drawn and lets go of the parameters. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        passes.values().forEach(Pass::close);
        lease.close();
    }
}
