package org.pcn4j.inference.run;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Movement;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** A node that relaxes: what it knows as it moves. For one relaxation. */
final class Relaxing implements Movement {
    private final Places places;
    private final Relax act;
    private final Supplier<Shape> shape;
    private final Tensor like;
    private final Precision precision;
    private final Supplier<Seed> noise;

    /**
     * Prepares to move.
     *
     * @param shape of the value of a batch, found out when it is asked for, as the noise is: most relaxations ask for neither
     * @param like a tensor of the element type and on the device of the value
     * @param noise of this node and time
     */
    Relaxing(Places places, Relax act, Supplier<Shape> shape, Tensor like, Precision precision, Supplier<Seed> noise) {
        this.places = places;
        this.act = act;
        this.shape = shape;
        this.like = like;
        this.precision = precision;
        this.noise = noise;
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
        return own(Kind.WEIGHTED).or(() -> own(Kind.ERROR)).or(() -> own(Kind.DYNAMIC));
    }

    @Override
    public boolean errorIsState() {
        return act.state().kind() == Kind.ERROR;
    }

    @Override
    public Precision precision() {
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
    public Tensor remembered(String name) {
        Map<String, Tensor> memory = places.memory(act.node());
        return memory.computeIfAbsent(name, unused -> zeros());
    }

    @Override
    public void remember(String name, Tensor tensor) {
        Tensor before = places.memory(act.node()).put(name, tensor);
        if (before != null) {
            before.close();
        }
    }

    @Override
    public Tensor noise() {
        try (Tensor drawn = noise.get().normal(like.dtype(), shape.get(), 0, 1)) {
            return drawn.to(like.device());
        }
    }

    /** Adds up each sample's squared force, on what is free: held elements are pulled for ever. */
    void addResidual(double[] squares) {
        try (Tensor force = force()) {
            double[] all = force.toDoubles();
            double[] held = own(Kind.MASK).map(Tensor::toDoubles).orElseGet(() -> new double[all.length]);
            int width = all.length / squares.length;
            for (int i = 0; i < all.length; i++) {
                squares[i / width] += (1 - held[i]) * all[i] * all[i];
            }
        }
    }
}
