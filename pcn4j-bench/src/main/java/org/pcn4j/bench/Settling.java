package org.pcn4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;

/** A network whose hidden values settle between input and target, and that does not learn. */
final class Settling implements Work {
    private final Network network;
    private final Parameters parameters;
    private final Inference inference;
    private final List<Clamps> batches;
    private int times;

    /** Reads parameters and batches. */
    Settling(Workload workload, Network network, Exchange exchange) throws IOException {
        this.network = network;
        this.parameters = exchange.parameters(network);
        List<Node> hidden = network.nodes().stream()
                .filter(node -> !node.isRoot() && !network.outputs().contains(node))
                .toList();
        Set<Observation> values = hidden.stream()
                .map(node -> new Observation.FinalValue(node.name()))
                .collect(Collectors.toSet());
        this.inference = new Inference(network, Clamping.ofEnds(), schedule(workload), values);
        this.batches = exchange.batches(network, Exchange.BATCHES);
    }

    /** Returns how values move, and how long. */
    static Schedule schedule(Workload workload) {
        return Schedule.named(workload.rule()).withSteps(workload.steps()).withGamma(workload.gamma());
    }

    @Override
    public void update() {
        settle(times++ % batches.size()).close();
    }

    private Outcome settle(int batch) {
        return inference.settle(parameters, batches.get(batch));
    }

    @Override
    public void reset() {
        times = 0;
    }

    /** Writes what the values of the last batch come to. */
    @Override
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Outcome outcome = settle((times + batches.size() - 1) % batches.size())) {
            for (Map.Entry<String, Tensor> value : outcome.values().entrySet()) {
                Npy.write(folder.resolve(value.getKey() + ".npy"), value.getValue());
            }
        }
    }

    @Override
    public long parameterBytes() {
        return Training.bytes(parameters);
    }

    @Override
    public OptionalLong pullbacks() {
        return OptionalLong.of(inference.plan().cost().pullback());
    }

    @Override
    public void close() {
        Training.close(network, batches);
        parameters.close();
    }
}
