package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.pcn4j.dense.Kernels;
import org.pcn4j.function.Prediction;
import org.pcn4j.inference.dense.DenseRunner;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Observation.FinalPrediction;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Lease;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * What a network predicts of inputs, by one forward pass, as in an evaluation: by dense kernels where there are some and they can, else by
 * libtorch's. Immutable and thread-safe.
 */
public final class ForwardPass {
    private final Network network;
    private final Plan plan;
    private final Optional<DenseRuns> dense;

    /** Prepares to pass forward through a network. */
    public ForwardPass(Network network) {
        this(network, Kernels.here());
    }

    /** Prepares to pass forward by these kernels, as far as they can. */
    public ForwardPass(Network network, Kernels found) {
        this.network = network;
        this.plan = plan(network);
        this.dense = found.kernels()
                .flatMap(kernels -> DenseRunner.of(plan, kernels).runner())
                .map(runner -> new DenseRuns(plan, runner));
    }

    /**
     * Returns the pass by whose sums it is asked for: by libtorch's alone, or by dense kernels where there are some and they can.
     */
    public ForwardPass in(Arithmetic arithmetic) {
        return arithmetic == Arithmetic.EXACT
                ? new ForwardPass(network, Kernels.missing("exact arithmetic is asked for"))
                : this;
    }

    /** Tells whether dense kernels do it where numbers are in main memory. */
    public boolean isDense() {
        return dense.isPresent();
    }

    private static Plan plan(Network network) {
        List<Instruction> instructions = new ArrayList<>();
        List<List<Slot>> releases = new ArrayList<>();
        List<Mode> modes = new ArrayList<>(Clamping.ofEnds().on(network));
        Map<Observation, Slot> finals = new HashMap<>();
        for (Node node : network.nodes()) {
            if (node.isRoot()) {
                continue;
            }
            modes.set(node.index(), new Mode.Free());
            List<Slot> operands = node.parents().stream()
                    .map(parent -> new Slot(network.node(parent).isRoot() ? Kind.INPUT : Kind.PREDICTION, parent))
                    .toList();
            instructions.add(new Predict(node.index(), operands));
            releases.add(List.of());
            if (node.isOutput()) {
                finals.put(new FinalPrediction(node.name()), new Slot(Kind.PREDICTION, node.index()));
            }
        }
        Block block = new Block(Block.BEFORE, 1, false, instructions, releases);
        Schedule schedule = Schedule.named("forward").withSteps(0).withLearning(new Learning.Never());
        return new Plan(network, modes, schedule, 0, List.of(block), finals, Map.of());
    }

    /**
     * Returns what the outputs are predicted to be, in the network's order, each [B, …]; the caller closes them or leaves them to its
     * scope.
     *
     * @param inputs in the network's order, each [B, …]; borrowed
     * @throws org.pcn4j.function.ShapeException if they do not fit the network
     */
    public List<Tensor> outputs(Parameters parameters, List<Tensor> inputs) {
        Clamps clamps = Clamps.none();
        for (int i = 0; i < inputs.size(); i++) {
            clamps = clamps.with(network.inputs().get(i).name(), inputs.get(i));
        }
        if (dense.isEmpty() || !dense.get().serves(parameters, clamps)) {
            return byTensors(parameters, inputs);
        }
        try (Lease lease = parameters.lease()) {
            clamps.requireFit(network, plan.modes(), parameters.dtype());
            Outcome outcome =
                    dense.get().run(parameters, clamps, State.none(), ParameterUpdater.none(), 1, new Seed(0));
            return network.outputs().stream()
                    .map(output -> Objects.requireNonNull(outcome.predictions().get(output.name())))
                    .toList();
        }
    }

    private List<Tensor> byTensors(Parameters parameters, List<Tensor> inputs) {
        try (Lease lease = parameters.lease();
                TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            List<Prediction> all = network.forward(parameters.tensors(), inputs, passes);
            return network.outputs().stream()
                    .map(output -> all.get(output.index()).value().share().keep())
                    .toList();
        }
    }
}
