package org.pcn4j.inference.run;

import java.util.Optional;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.InitialError;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** What a run begins with: what nodes are held to, and where free values begin. */
final class Beginning {
    private final Plan plan;
    private final Network network;
    private final Places places;
    private final State state;
    private final Seed noise;
    private final Tensor like;
    private final long batch;

    Beginning(Plan plan, Places places, Parameters parameters, Clamps clamps, State state, Seed noise) {
        this.plan = plan;
        this.network = plan.network();
        this.places = places;
        this.state = state;
        this.noise = noise;
        this.like = parameters.tensors().get(0);
        this.batch = batch(clamps, state);
        requireFit(state, network, batch, like);
        clamp(clamps);
    }

    /** Returns how many samples a run is of: what anything is clamped to says, or else the state; or there is one. */
    static long batch(Clamps clamps, State state) {
        if (clamps.isEmpty() && !state.isEmpty()) {
            return state.values().values().iterator().next().size(0);
        }
        return clamps.isEmpty() ? 1 : clamps.batch();
    }

    /** The number of samples: what anything is clamped to says, or else the state; or there is one. */
    long batch() {
        return batch;
    }

    /**
     * Makes sure that all of a state is of its nodes' shapes.
     *
     * @param like a tensor of the element type that it must have
     * @throws ShapeException if it is not
     */
    static void requireFit(State state, Network network, long batch, Tensor like) {
        state.values().forEach((name, value) -> requireFit(network.node(name), value, batch, like));
        state.memory()
                .forEach((name, all) ->
                        all.values().forEach(value -> requireFit(network.node(name), value, batch, like)));
    }

    private static void requireFit(Node node, Tensor value, long batch, Tensor like) {
        Shape expected = node.shape().batched(batch);
        if (!value.shape().equals(expected) || value.dtype() != like.dtype()) {
            throw new ShapeException("the state of node '" + node.name() + "' must be " + like.dtype() + " " + expected
                    + ", got " + value.dtype() + " " + value.shape());
        }
    }

    private void clamp(Clamps clamps) {
        for (Node node : network.nodes()) {
            int i = node.index();
            Mode mode = plan.modes().get(i);
            if (!(mode instanceof Mode.Free)) {
                Slot slot = new Slot(node.isOutput() ? Kind.TARGET : Kind.INPUT, i);
                places.put(
                        slot,
                        mode instanceof Mode.Constant
                                ? Network.constant(node, batch, like)
                                : clamps.value(node.name()).orElseThrow().share());
                clamps.mask(node.name()).ifPresent(mask -> places.put(new Slot(Kind.MASK, i), mask.share()));
            }
            for (int lateral : node.lateral()) {
                Node parent = network.node(node.parents().get(lateral));
                places.put(new Slot(Kind.ZEROS, parent.index()), zeros(parent));
            }
        }
    }

    private Tensor zeros(Node node) {
        try (Tensor zeros = Tensor.full(like.dtype(), node.shape().batched(batch), 0)) {
            return zeros.to(like.device());
        }
    }

    /** Puts the value that a node begins at, which is not its prediction. */
    void begin(Begin act) {
        Node node = network.node(act.node());
        Start start = plan.schedule().start();
        Tensor value = from(node, act, start);
        if (start.noise() > 0) {
            Tensor still = value;
            try (still;
                    Tensor drawn = drawn(node, start.noise())) {
                value = still.add(drawn);
            }
        }
        for (Slot slot : act.from()) {
            if (slot.kind() == Kind.MASK) {
                value = masked(places.get(slot), places.get(new Slot(Kind.INPUT, act.node())), value);
            }
        }
        places.put(new Slot(Kind.VALUE, act.node()), value);
        carry(node);
    }

    /** Takes what the node's relaxation remembers from the state, if the schedule says so. */
    private void carry(Node node) {
        if (plan.schedule().start() instanceof Start.Carried) {
            Optional.ofNullable(state.memory().get(node.name()))
                    .ifPresent(all -> all.forEach(
                            (name, tensor) -> places.memory(node.index()).put(name, tensor.copy())));
        }
    }

    private Tensor from(Node node, Begin act, Start start) {
        if (start instanceof Start.Zeros) {
            return zeros(node);
        }
        Optional<Tensor> given = state.value(node.name());
        if (given.isPresent() && (node.isRoot() || start.takesState())) {
            return given.get().copy();
        }
        for (Slot slot : act.from()) {
            boolean isOwn = slot.kind() == Kind.PREDICTION || (slot.kind() == Kind.INPUT && node.isRoot());
            if (isOwn) {
                return places.get(slot).copy();
            }
        }
        return zeros(node);
    }

    /** Puts the error that a node begins with beside its prediction. */
    void error(InitialError act) {
        Node node = network.node(act.node());
        places.put(new Slot(Kind.ERROR, act.node()), error(node, act.sigma()));
        if (plan.schedule().reach() == Reach.GRAPH) {
            carry(node);
        }
    }

    private Tensor error(Node node, double sigma) {
        if (sigma > 0) {
            return drawn(node, sigma);
        }
        boolean isState = plan.schedule().reach() == Reach.GRAPH
                && plan.schedule().start().takesState();
        return isState ? state.value(node.name()).map(Tensor::copy).orElseGet(() -> zeros(node)) : zeros(node);
    }

    private Tensor drawn(Node node, double sigma) {
        Seed seed = noise.derive(node.name());
        try (Tensor drawn = seed.normal(like.dtype(), node.shape().batched(batch), 0, sigma)) {
            return drawn.to(like.device());
        }
    }

    /** Returns a value where the mask is 1 and another, which is closed, where it is 0. */
    static Tensor masked(Tensor mask, Tensor held, Tensor free) {
        try (free) {
            return PointwiseKernels.whereNonZero(mask, held, free);
        }
    }
}
