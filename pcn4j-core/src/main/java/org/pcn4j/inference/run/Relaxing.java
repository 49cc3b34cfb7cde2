package org.pcn4j.inference.run;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pcn4j.function.Precision;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Movement;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A node that relaxes: what it knows as it moves. For one relaxation. */
final class Relaxing implements Movement {
    private final Relaxation relaxation;
    private final Node node;
    private final Places places;
    private final Relax act;
    private final Supplier<Shape> shape;
    private final Tensor like;
    private final Optional<Precision> precision;
    private final Supplier<Seed> noise;
    private final Sharing sharing;

    /**
     * What a run knows beside its nodes.
     *
     * @param time t
     * @param shared what all nodes share, by its class; changed
     */
    record Sharing(int time, Map<Class<?>, Object> shared) {}

    /**
     * Prepares to move.
     *
     * @param shape of the value of a batch, found out when it is asked for, as the noise is: most relaxations ask for neither
     * @param like a tensor of the element type and on the device of the value
     * @param noise of this node and time
     */
    Relaxing(
            Relaxation relaxation,
            Node node,
            Places places,
            Relax act,
            Supplier<Shape> shape,
            Tensor like,
            Optional<Precision> precision,
            Supplier<Seed> noise,
            Sharing sharing) {
        this.relaxation = relaxation;
        this.node = node;
        this.places = places;
        this.act = act;
        this.shape = shape;
        this.like = like;
        this.precision = precision;
        this.noise = noise;
        this.sharing = sharing;
    }

    /**
     * Returns the new state, a new tensor or handle.
     *
     * @throws ShapeException if the relaxation makes something else of it, which shows the first time
     */
    Tensor moved(boolean first) {
        Tensor moved = relaxation.move(this);
        if (first && !(moved.shape().equals(shape.get()) && moved.dtype() == like.dtype())) {
            String found = moved.dtype() + " " + moved.shape();
            moved.close();
            throw new ShapeException("the relaxation " + relaxation + " moved node '" + node.name()
                    + "' to a tensor of " + found + ", expected " + like.dtype() + " " + shape.get());
        }
        return moved;
    }

    private Optional<Tensor> own(Kind kind) {
        for (Slot slot : act.own()) {
            if (slot.kind() == kind) {
                return Optional.of(places.get(slot));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Tensor> state() {
        return own(act.state().kind());
    }

    @Override
    public Optional<Tensor> error() {
        return act.factor() == 0
                ? Optional.empty()
                : own(Kind.WEIGHTED)
                        .or(() -> own(Kind.ERROR))
                        .or(() -> own(Kind.DYNAMIC))
                        .or(() -> own(Kind.GATHERED));
    }

    @Override
    public boolean errorIsState() {
        boolean moves = act.state().kind() == Kind.ERROR || act.state().kind() == Kind.GATHERED;
        return moves && act.factor() != 0;
    }

    @Override
    public Optional<Precision> precision() {
        return precision;
    }

    @Override
    public Optional<Tensor> feedback() {
        return act.uses().isEmpty() ? own(Kind.FEEDBACK).map(Tensor::share) : Optional.of(places.sum(act.uses()));
    }

    @Override
    public Tensor zeros() {
        try (Tensor zeros = Tensor.full(like.dtype(), shape.get(), 0)) {
            return zeros.to(like.device());
        }
    }

    @Override
    public Tensor remembered(String name, Supplier<Tensor> first) {
        requireSaid(name);
        Map<String, Tensor> memory = places.memory(act.node());
        return memory.computeIfAbsent(name, unused -> first.get());
    }

    @Override
    public void remember(String name, Tensor tensor) {
        requireSaid(name);
        Tensor before = places.memory(act.node()).put(name, tensor);
        if (before != null) {
            before.close();
        }
    }

    /** What is not said to be remembered is planned to be forgotten, and would not be carried with the state. */
    private void requireSaid(String name) {
        if (!relaxation.memory().contains(name)) {
            throw new IllegalArgumentException("the relaxation " + relaxation + " remembers '" + name + "' of node '"
                    + node.name() + "', but its memory() says " + relaxation.memory() + ": name it there");
        }
    }

    @Override
    public Tensor noise() {
        try (Tensor drawn = noise.get().normal(like.dtype(), shape.get(), 0, 1)) {
            return drawn.to(like.device());
        }
    }

    @Override
    public int time() {
        return sharing.time();
    }

    @Override
    public Tensor value() {
        if (act.state().kind() != Kind.ERROR) {
            return places.get(act.state()).share();
        }
        Tensor prediction = own(Kind.PREDICTION).orElseThrow();
        return state().map(prediction::add).orElseGet(prediction::share);
    }

    @Override
    public <T> T shared(Class<T> kind, Supplier<T> initial) {
        return kind.cast(sharing.shared().computeIfAbsent(kind, unused -> initial.get()));
    }

    /** What is held is pulled for ever, and does not give way. */
    @Override
    public Tensor force() {
        Tensor force = Movement.super.force();
        Optional<Tensor> mask = own(Kind.MASK);
        if (mask.isEmpty()) {
            return force;
        }
        try (Tensor zeros = force.zerosLike()) {
            return Beginning.masked(mask.get(), zeros, force);
        }
    }

    /** Returns each sample's squared force, [B] in float64, a new tensor. */
    Tensor squaredForce() {
        try (Tensor force = force();
                Tensor norms = PointwiseKernels.normsOfEach(force);
                Tensor wide = norms.to(DType.FLOAT64)) {
            return wide.mul(wide);
        }
    }
}
