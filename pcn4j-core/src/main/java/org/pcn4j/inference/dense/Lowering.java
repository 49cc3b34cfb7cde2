package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.dense.Program.Given;
import org.pcn4j.inference.dense.Program.Given.What;
import org.pcn4j.inference.dense.Program.Pair;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Standing;
import org.pcn4j.inference.plan.Uses;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * Makes a program of a plan: what its slots are become buffers, what its instructions do become acts on rows. Parameters learn from all
 * rows together, so a time in which they do ends a stage; what the time does after that opens the next one.
 */
final class Lowering {
    private record BranchKey(int node, int branch) {}

    final Plan plan;
    final Network network;
    private final boolean gram;
    private final boolean pullsBack;
    /** By the one child that sees each of them. */
    private Map<Integer, Standing> standing = Map.of();

    final Map<Integer, Layer> layers = new HashMap<>();
    final Uses uses;
    /** Where the input of each branch's product stood when it was last predicted. */
    private final Map<BranchKey, Integer> inputs = new HashMap<>();

    final Buffers buffers;
    private final Set<Integer> fedBack = new HashSet<>();
    /** What each Δθ consists of, gathered so far. */
    final Map<Integer, List<Pair>> gathered = new HashMap<>();

    /**
     * Prepares to lower a plan.
     *
     * @param gram whether values that move above a standing prediction are left out where they can be, see {@link Standing}
     */
    Lowering(Plan plan, boolean gram) {
        this.plan = plan;
        this.network = plan.network();
        this.uses = new Uses(network);
        this.buffers = new Buffers(network, uses);
        this.pullsBack = plan.instructions().anyMatch(Pull.class::isInstance);
        this.gram = gram;
    }

    Program program() throws NotDense {
        requireSupported();
        for (Node node : network.nodes()) {
            if (!node.isRoot()) {
                layers.put(node.index(), layer(node));
            }
        }
        if (gram
                && plan.blocks().stream()
                        .allMatch(block ->
                                LoweredBlock.gatheredOn(block.instructions()).isEmpty())) {
            standing = Standings.in(plan, layers);
        }
        Staging staging = new Staging(plan.schedule().relaxation().draws());
        List<Op> loads = new ArrayList<>();
        for (Node node : network.nodes()) {
            load(node, loads);
        }
        staging.add(loads, Block.BEFORE);
        for (int i = 0; i < plan.blocks().size(); i++) {
            Block block = plan.blocks().get(i);
            int repeats = block.time() == Block.BEFORE ? 1 : block.repeats();
            List<Standing> rested = rested(i - 1);
            if (repeats > 1) {
                staging.add(bringBack(rested), block.time());
                rested = List.of();
            }
            staging.add(new LoweredBlock(this, block, rested), block.time(), repeats);
        }
        int last = plan.blocks().size() - 1;
        staging.add(bringBack(rested(last)), plan.blocks().get(last).time());
        List<Stage> stages = staging.stages();
        return new Program(
                plan,
                buffers.widths(),
                buffers.given(),
                stages,
                fedBack,
                List.copyOf(standing.values()),
                kept(stages),
                memories());
    }

    private void requireSupported() throws NotDense {
        Schedule schedule = plan.schedule();
        Relaxation relaxation = schedule.relaxation();
        require(schedule.learning().zeroSteps().isEmpty(), "learning when errors leave zero");
        require(schedule.predictions() == Predictions.LIVE, "fixed predictions");
        require(
                descends() || relaxation instanceof Momentum || relaxation instanceof AdamDescent,
                "the relaxation " + relaxation);
        require(!(schedule.until() instanceof Until.Settled), "values that relax until they rest");
        require(!(schedule.nudging() instanceof Nudging.Centered), "outputs nudged both ways");
        require(!network.hasLateralEdges(), "lateral edges");
    }

    static void require(boolean holds, String otherwise) throws NotDense {
        if (!holds) {
            throw new NotDense(otherwise);
        }
    }

    private Layer layer(Node node) throws NotDense {
        require(!node.energy().learnsPrecision(), "a learned precision");
        Layer layer = Layer.of(node.function());
        require(
                layer.branches().size() == node.parents().size() && node.uses().equals(node.parents()),
                "the function " + node.function());
        for (int k = 0; k < layer.branches().size(); k++) {
            if (layer.branches().get(k).linear().isPresent()) {
                long columns = network.parameters()
                        .get(node.parameters().get(layer.branches().get(k).parameter()))
                        .shape()
                        .size(1);
                boolean isOnce = node.shape().rank() == 1
                        && columns == buffers.elements(node.parents().get(k));
                require(isOnce, "the function " + node.function() + " at each of several places");
            }
        }
        return layer;
    }

    private void load(Node node, List<Op> loads) throws NotDense {
        int index = node.index();
        Mode mode = plan.modes().get(index);
        boolean carried = plan.schedule().start() instanceof Start.Carried;
        if (carried && plan.moves(index)) {
            for (String name : plan.schedule().relaxation().memory()) {
                int to = buffers.memory(index, name);
                loads.add(new Op.Begin(buffers.give(new Given(What.MEMORY, index, to, 0, name)), Program.NONE, to));
            }
        }
        if (mode instanceof Mode.Free) {
            return;
        }
        Slot slot = new Slot(node.isOutput() ? Slot.Kind.TARGET : Slot.Kind.INPUT, index);
        boolean labels = node.isOutput() && loss(node).kind() == DenseLoss.Kind.CROSS_ENTROPY;
        if (labels) {
            buffers.give(new Given(What.LABELS, index, buffers.ofOne(slot), 0, ""));
        } else {
            loads.add(buffers.load(What.HELD, index, buffers.of(slot), 0));
        }
        if (mode instanceof Mode.Masked) {
            Slot mask = new Slot(Slot.Kind.MASK, index);
            loads.add(buffers.load(What.MASK, index, labels ? buffers.ofOne(mask) : buffers.of(mask), 0));
        }
    }

    /** Tells whether states move against their errors by γ and no more, but for noise. */
    boolean descends() {
        Relaxation relaxation = plan.schedule().relaxation();
        return relaxation instanceof Descent || relaxation instanceof Langevin;
    }

    /** Tells whether any error is pulled back. */
    boolean pullsBack() {
        return pullsBack;
    }

    /** The buffer of the error that pulls a node that relaxes: πε where errors are weighted; none where it does not pull. */
    Optional<Integer> error(Relax act) {
        return act.factor() == 0
                ? Optional.empty()
                : own(act, Slot.Kind.WEIGHTED).or(() -> own(act, Slot.Kind.ERROR));
    }

    private Optional<Integer> own(Relax act, Slot.Kind kind) {
        return act.own().stream()
                .filter(slot -> slot.kind() == kind)
                .findFirst()
                .map(buffers::of);
    }

    /** The buffers of what is fed back to a node that relaxes, in the order of their sum. */
    List<Integer> feedback(Relax act) {
        if (act.uses().isEmpty()) {
            return own(act, Slot.Kind.FEEDBACK).stream().toList();
        }
        return act.uses().stream()
                .map(use -> buffers.of(new Slot(Slot.Kind.CONTRIBUTION, use)))
                .toList();
    }

    /** Where what is handed out stands, by its slot. */
    private Map<Slot, Integer> kept(List<Stage> stages) {
        Map<Slot, Integer> kept = new HashMap<>();
        Stream.concat(plan.finals().values().stream(), plan.state().values().stream())
                .forEach(slot -> {
                    int buffer = buffers.of(slot);
                    boolean isWritten = stages.stream().flatMap(Stage::ops).anyMatch(op -> op.writes(buffer));
                    kept.put(slot, isWritten ? buffer : Program.NONE);
                });
        return kept;
    }

    private Map<Integer, Map<String, Integer>> memories() {
        Map<Integer, Map<String, Integer>> memories = new HashMap<>();
        for (int node : plan.state().keySet()) {
            Map<String, Integer> own = new HashMap<>();
            plan.schedule().relaxation().memory().forEach(name -> own.put(name, buffers.memory(node, name)));
            memories.put(node, own);
        }
        return memories;
    }

    DenseLoss loss(Node node) throws NotDense {
        return node.energy().dense().orElseThrow(() -> new NotDense("the loss " + node.energy()));
    }

    /** Returns those left out while they moved that did so for the last time in this block. */
    private List<Standing> rested(int block) {
        return standing.values().stream()
                .filter(left -> left.lastMove(plan) == block)
                .toList();
    }

    private List<Op> bringBack(List<Standing> rested) {
        List<Op> ops = new ArrayList<>();
        Forwards forwards = new Forwards(this, ops);
        rested.forEach(forwards::bringBack);
        return ops;
    }

    /** The node whose value is left out and that only this child sees, if there is one. */
    Optional<Standing> standingUnder(int child) {
        return Optional.ofNullable(standing.get(child));
    }

    /** The same by the node itself. */
    Optional<Standing> standing(int node) {
        return standing.values().stream().filter(some -> some.node() == node).findFirst();
    }

    /** The parameter W of a branch's product. */
    int weight(int node, int branch) {
        return network.node(node)
                .parameters()
                .get(layerOf(node).branches().get(branch).parameter());
    }

    /** The same, as one that errors are fed back through. */
    int weightFedBack(int node, int branch) {
        fedBack.add(weight(node, branch));
        return weight(node, branch);
    }

    /** The parameter b of a branch's product, or {@link Program#NONE}. */
    int bias(int node, int branch) {
        Branch own = layerOf(node).branches().get(branch);
        return own.hasBias() ? network.node(node).parameters().get(own.parameter() + 1) : Program.NONE;
    }

    void setInput(int node, int branch, int buffer) {
        inputs.put(new BranchKey(node, branch), buffer);
    }

    /** Where the input of a branch's product stood when it was last predicted. */
    int input(int node, int branch) throws NotDense {
        Integer input = inputs.get(new BranchKey(node, branch));
        require(input != null, "learning before anything is predicted");
        return Objects.requireNonNull(input);
    }

    Layer layerOf(int node) {
        Layer layer = layers.get(node);
        if (layer == null) {
            throw new IllegalStateException("node '" + network.node(node) + "' is not predicted");
        }
        return layer;
    }

    double gamma() {
        return plan.schedule().relaxation().gamma();
    }

    /** The one precision of a node's units. */
    double precision(int node) throws NotDense {
        Precision precision = network.node(node).energy().precision().orElse(Precision.ONE);
        require(precision.units().size() == 1, "a precision for each unit");
        return precision.units().get(0);
    }
}
