package org.pcn4j.inference.run;

import org.pcn4j.inference.plan.ErrorAct.Gate;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Tensor;

/** Which units learn: those whose error leaves zero after as many steps at zero. */
final class Gating {
    private Gating() {}

    /** Leaves the errors of the units that learn, nothing where none does, and how long each unit has still to wait. */
    static void gate(Gate act, Places places) {
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
