package org.pcn4j.inference.run;

import org.pcn4j.function.Energy;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Follow;
import org.pcn4j.inference.plan.Instruction.Gate;
import org.pcn4j.inference.plan.Instruction.Nudge;
import org.pcn4j.inference.plan.Instruction.OutputError;
import org.pcn4j.inference.plan.Instruction.StateError;
import org.pcn4j.inference.plan.Instruction.Weigh;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/** The acts by which errors come about, and what is made of them before anyone hears them. */
final class ErrorActs {
    private final Network network;
    private final Places places;

    ErrorActs(Network network, Places places) {
        this.network = network;
        this.places = places;
    }

    void run(Instruction instruction) {
        if (instruction instanceof OutputError act) {
            outputError(act);
        } else if (instruction instanceof StateError act) {
            Tensor error = places.get(act.value()).sub(prediction(act.node()));
            places.put(new Slot(Kind.ERROR, act.node()), error);
        } else if (instruction instanceof Weigh act) {
            Energy energy = network.node(act.node()).energy();
            Tensor weighted = energy.precision().orElseThrow().times(places.get(act.error()));
            places.put(new Slot(Kind.WEIGHTED, act.node()), weighted);
        } else if (instruction instanceof Follow act) {
            follow(act);
        } else if (instruction instanceof Gate act) {
            gate(act);
        } else if (instruction instanceof Nudge act) {
            nudge(act);
        } else {
            throw new IllegalStateException("no way to run " + instruction);
        }
    }

    private Tensor prediction(int node) {
        return places.prediction(node).value();
    }

    private void outputError(OutputError act) {
        Energy loss = network.node(act.node()).energy();
        Slot slot = new Slot(Kind.ERROR, act.node());
        Tensor error = loss.error(prediction(act.node()), places.get(act.against()), 1);
        if (act.mask().isEmpty()) {
            places.put(slot, error);
            return;
        }
        try (error) {
            places.put(slot, loss.weighted(error, places.get(act.mask().get(0))));
        }
    }

    private void nudge(Nudge act) {
        Tensor prediction = prediction(act.node());
        try (Tensor way = places.get(new Slot(Kind.TARGET, act.node())).sub(prediction)) {
            places.put(new Slot(Kind.NUDGED, act.node()), prediction.add(way, act.beta()));
        }
    }

    private void follow(Follow act) {
        Slot slot = new Slot(Kind.DYNAMIC, act.node());
        Tensor error = places.get(new Slot(Kind.ERROR, act.node()));
        places.put(
                slot,
                act.begins()
                        ? error.share()
                        : places.get(slot).mul(1 - act.gamma()).addInPlace(error, act.gamma()));
    }

    /** Leaves the errors of the units that learn, nothing where none does, and how long each unit has still to wait. */
    private void gate(Gate act) {
        Tensor error = places.get(act.error());
        Slot wait = new Slot(Kind.WAIT, act.node());
        Slot gated = new Slot(Kind.GATED, act.node());
        try (Tensor zeros = error.zerosLike()) {
            if (act.begins()) {
                places.put(wait, zeros.share());
            }
            Tensor waiting = places.get(wait);
            Tensor open = PointwiseKernels.whereNonZero(waiting, zeros, error);
            if (PointwiseKernels.anyNonZero(open)) {
                places.put(gated, open);
            } else {
                open.close();
                places.release(gated);
            }
            places.put(wait, next(waiting, error, zeros, act.zeroSteps()));
        }
    }

    /** All steps again for whose error is not zero, one less for the others. */
    private static Tensor next(Tensor waiting, Tensor error, Tensor zeros, int zeroSteps) {
        try (Tensor all = zeros.copy();
                Tensor less = waiting.copy()) {
            PointwiseKernels.addInPlace(all, zeroSteps);
            PointwiseKernels.addInPlace(less, -1);
            try (Tensor left = PointwiseKernels.whereNonZero(waiting, less, zeros)) {
                return PointwiseKernels.whereNonZero(error, all, left);
            }
        }
    }
}
