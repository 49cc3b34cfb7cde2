package org.pcn4j.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/** A network that learns from the batches of a folder in turns, as a user of the library would let it. */
final class Training implements Work {
    private final Parameters parameters;
    private final Workload workload;
    private final Network network;
    private final Parameters initial;
    private Optimizer optimizer;
    private Learner learner;
    private final List<Clamps> batches;
    private int updates;

    /**
     * Reads parameters and batches and makes the learner.
     *
     * @param batches how many of the folder's batches are used
     */
    Training(Workload workload, Network network, Exchange exchange, int batches) throws IOException {
        this.initial = exchange.parameters(network);
        this.parameters = initial.copy();
        this.workload = workload;
        this.network = network;
        this.optimizer = Networks.optimizer(workload);
        this.learner = learner();
        this.batches = exchange.batches(network, batches);
    }

    private Learner learner() {
        return Networks.rule(workload).learner(network, parameters, optimizer, new Seed(1));
    }

    @Override
    public OptionalLong pullbacks() {
        return learner instanceof PredictiveCoding planned
                ? OptionalLong.of(planned.plan().cost().pullback())
                : OptionalLong.empty();
    }

    /** Goes back to the first parameters, with an optimizer that remembers nothing. */
    @Override
    public void reset() {
        copy(initial.tensors(), parameters.tensors());
        copy(initial.buffers(), parameters.buffers());
        optimizer.close();
        optimizer = Networks.optimizer(workload);
        learner = learner();
        updates = 0;
    }

    private static void copy(List<Tensor> from, List<Tensor> to) {
        for (int i = 0; i < from.size(); i++) {
            to.get(i).copyInPlace(from.get(i));
        }
    }

    /** Learns from the next batch. */
    @Override
    public void update() {
        learner.update(batches.get(updates++ % batches.size()));
    }

    @Override
    public long parameterBytes() {
        return bytes(parameters);
    }

    /** Returns the bytes of parameters and buffers. */
    static long bytes(Parameters parameters) {
        return Stream.concat(parameters.tensors().stream(), parameters.buffers().stream())
                .mapToLong(tensor -> tensor.elements() * tensor.dtype().bytes())
                .sum();
    }

    /** Writes the parameters as they are now. */
    @Override
    public void write(Path folder) throws IOException {
        Exchange.write(folder, parameters);
    }

    @Override
    public void close() {
        close(network, batches);
        optimizer.close();
        parameters.close();
        initial.close();
    }

    /** Closes what nodes were held to. */
    static void close(Network network, List<Clamps> batches) {
        for (Clamps clamps : batches) {
            clamps.inputs(network).forEach(Tensor::close);
            clamps.targets(network).forEach(Tensor::close);
        }
    }
}
