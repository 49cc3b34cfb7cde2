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
final class Training implements AutoCloseable {
    private static final double NANOS_PER_MILLI = 1e6;

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

    /** Returns how many pullbacks an update makes, where a plan says so. */
    OptionalLong pullbacks() {
        return learner instanceof PredictiveCoding planned
                ? OptionalLong.of(planned.plan().cost().pullback())
                : OptionalLong.empty();
    }

    /** Goes back to the first parameters, with an optimizer that remembers nothing. */
    void reset() {
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
    void update() {
        learner.update(batches.get(updates++ % batches.size()));
    }

    /** Returns how many milliseconds each of so many updates took. */
    double[] timed(int count) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            update();
            millis[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
        }
        return millis;
    }

    /** Returns the bytes of the parameters and buffers, which stand whatever learns. */
    long parameterBytes() {
        return Stream.concat(parameters.tensors().stream(), parameters.buffers().stream())
                .mapToLong(tensor -> tensor.elements() * tensor.dtype().bytes())
                .sum();
    }

    /** Writes the parameters as they are now. */
    void write(Path folder) throws IOException {
        Exchange.write(folder, parameters);
    }

    @Override
    public void close() {
        for (Clamps clamps : batches) {
            clamps.inputs(network).forEach(Tensor::close);
            clamps.targets(network).forEach(Tensor::close);
        }
        optimizer.close();
        parameters.close();
        initial.close();
    }
}
