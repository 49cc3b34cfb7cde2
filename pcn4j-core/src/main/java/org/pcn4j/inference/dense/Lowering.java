package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.dense.Program.Given;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.dense.Program.Turn;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * Makes a program of a plan: what its slots are become buffers, what its instructions do become acts on rows. Parameters learn from all
 * rows together, so a time in which they do ends a stage; what the time does after that opens the next one.
 */
final class Lowering {
    /** What a buffer holds beside the content of a slot. */
    enum Extra {
        /** f of the input, of a layer that begins with an activation. */
        HIDDEN,
        /** f′ of the input. */
        SLOPE_BEFORE,
        /** f′ of the product. */
        SLOPE_AFTER,
        /** The error times the slope, which products and lessons take. */
        DELTA,
        /** W x + b in the forward pass. */
        BASE,
        /** What the errors of a child add up to while their parent's prediction stands. */
        GATHERED
    }

    private record ExtraKey(Extra what, int node) {}

    final Plan plan;
    final Network network;
    private final boolean gram;
    /** By the one child that sees each of them. */
    private Map<Integer, Standing> standing = Map.of();
    final Map<Integer, Layer> layers = new HashMap<>();
    /** Where the input of each node's product stood when it was last predicted. */
    final Map<Integer, Integer> inputs = new HashMap<>();

    private final Map<Object, Integer> buffers = new HashMap<>();
    private final List<Integer> widths = new ArrayList<>();
    private final List<Given> given = new ArrayList<>();
    private final Set<Integer> fedBack = new HashSet<>();
    private final List<Stage> stages = new ArrayList<>();
    private List<Turn> turns = new ArrayList<>();

    /**
     * Prepares to lower a plan.
     *
     * @param gram whether values that move above a standing prediction are left out where they can be, see {@link Standing}
     */
    Lowering(Plan plan, boolean gram) {
        this.plan = plan;
        this.network = plan.network();
        this.gram = gram;
    }

    Program program() throws NotDense {
        requireSupported();
        for (Node node : network.nodes()) {
            if (!node.isRoot()) {
                layers.put(node.index(), layer(node));
            }
        }
        if (gram) {
            standing = Standing.in(plan, layers);
        }
        List<Op> loads = new ArrayList<>();
        for (Node node : network.nodes()) {
            load(node, loads);
        }
        turns.add(new Turn(loads, 1));
        for (Block block : plan.blocks()) {
            add(new LoweredBlock(this, block), block.time() == Block.BEFORE ? 1 : block.repeats());
        }
        if (!turns.isEmpty()) {
            stages.add(new Stage(turns, List.of()));
        }
        return new Program(plan, widths, given, Stages.merged(stages), fedBack, List.copyOf(standing.values()));
    }

    private void requireSupported() throws NotDense {
        require(!plan.schedule().learning().needsLevels(), "learning at levels, whose arithmetic is exact");
        require(plan.schedule().learning().zeroSteps().isEmpty(), "learning when errors leave zero");
        require(plan.schedule().predictions() == Predictions.LIVE, "fixed predictions, whose arithmetic is exact");
        require(plan.schedule().relaxation() instanceof Descent, "the relaxation " + plan.schedule().relaxation());
        require(plan.schedule().start() instanceof Start.ForwardPass, "the start " + plan.schedule().start());
        require(!(plan.schedule().until() instanceof Until.Settled), "values that relax until they rest");
        require(plan.schedule().nudging() instanceof Nudging.None, "nudged outputs");
        require(plan.finals().isEmpty(), "observed values, predictions or errors");
        require(plan.state().isEmpty(), "a state that is handed out");
        require(!network.hasLateralEdges(), "lateral edges");
    }

    static void require(boolean holds, String otherwise) throws NotDense {
        if (!holds) {
            throw new NotDense(otherwise);
        }
    }

    private Layer layer(Node node) throws NotDense {
        require(node.parents().size() == 1 && node.uses().size() == 1, "the function " + node.function());
        require(!node.energy().learnsPrecision(), "a learned precision");
        Layer layer = Layer.of(node.function());
        if (layer.linear().isPresent()) {
            require(node.shape().rank() == 1, "the function " + node.function() + " at each of several places");
            require(
                    network.parameters()
                                    .get(node.parameters().get(0))
                                    .shape()
                                    .size(1)
                            == network.node(node.parents().get(0)).shape().elements(),
                    "the function " + node.function() + " at each of several places");
        }
        return layer;
    }

    private void load(Node node, List<Op> loads) throws NotDense {
        Mode mode = plan.modes().get(node.index());
        if (mode instanceof Mode.Free) {
            require(!node.isRoot(), "free roots");
            return;
        }
        require(mode instanceof Mode.Data || mode instanceof Mode.Constant, "nodes that are held in part or nudged");
        boolean labels = node.isOutput() && loss(node).kind() == org.pcn4j.dense.DenseLoss.Kind.CROSS_ENTROPY;
        Slot slot = new Slot(node.isOutput() ? Slot.Kind.TARGET : Slot.Kind.INPUT, node.index());
        int to = labels ? buffer(slot, 1) : buffer(slot);
        loads.add(new Op.Load(given.size(), to));
        given.add(new Given(node.index(), to, labels));
    }

    org.pcn4j.dense.DenseLoss loss(Node node) throws NotDense {
        return node.energy().dense().orElseThrow(() -> new NotDense("the loss " + node.energy()));
    }

    private void add(LoweredBlock block, int repeats) throws NotDense {
        if (!block.learns()) {
            if (!block.head().isEmpty()) {
                turns.add(new Turn(block.head(), repeats));
            }
            return;
        }
        for (int i = 0; i < repeats; i++) {
            turns.add(new Turn(block.head(), 1));
            stages.add(new Stage(turns, block.lessons()));
            turns = new ArrayList<>();
            if (!block.tail().isEmpty()) {
                turns.add(new Turn(block.tail(), 1));
            }
        }
    }

    /** The node whose value is left out and that only this child sees, if there is one. */
    Optional<Standing> standingUnder(int child) {
        return Optional.ofNullable(standing.get(child));
    }

    /** The same by the node itself. */
    Optional<Standing> standing(int node) {
        return standing.values().stream().filter(some -> some.node() == node).findFirst();
    }

    int buffer(Slot slot) {
        return buffer(slot, elements(switch (slot.kind()) {
            case CONTRIBUTION -> parentOfUse(slot.index());
            default -> slot.index();
        }));
    }

    private int parentOfUse(int use) {
        for (Node node : network.nodes()) {
            if (!node.isRoot() && useOf(node.index()) == use) {
                return node.parents().get(0);
            }
        }
        throw new IllegalStateException("no node makes use " + use);
    }

    /** The number of the one use that a node makes of its parent: the nodes' uses are numbered in their order. */
    private int useOf(int node) {
        return (int) network.nodes().subList(0, node).stream()
                .filter(before -> !before.isRoot())
                .count();
    }

    int buffer(Extra what, int node) {
        int of = what == Extra.HIDDEN || what == Extra.SLOPE_BEFORE ? network.node(node).parents().get(0) : node;
        return buffer(new ExtraKey(what, node), elements(of));
    }

    private int buffer(Object key, int width) {
        return buffers.computeIfAbsent(key, unused -> {
            widths.add(width);
            return widths.size() - 1;
        });
    }

    private int elements(int node) {
        return Math.toIntExact(network.node(node).shape().elements());
    }

    /** The parameter W of a node's product. */
    int weight(int node) {
        return network.node(node).parameters().get(0);
    }

    /** The same, as one that errors are fed back through. */
    int weightFedBack(int node) {
        fedBack.add(weight(node));
        return weight(node);
    }

    /** The parameter b of a node's product, or {@link Program#NONE}. */
    int bias(int node) {
        return layerOf(node).hasBias() ? network.node(node).parameters().get(1) : Program.NONE;
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
