package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.tensor.Tensor;

/** What the Δθ of a pullback are gathered into right after it, so that a function may add them there itself. */
final class Sums {
    private Sums() {}

    /**
     * Returns for each Δθ of a pullback the sum that it goes to, borrowed; nothing unless all go to one at once.
     *
     * @param next what follows the pullback
     */
    static List<Tensor> of(Pull act, List<Instruction> next, Places places) {
        int count = act.deltas().size();
        if (next.size() < count) {
            return List.of();
        }
        List<Tensor> sums = new ArrayList<>(count);
        List<Integer> parameters = new ArrayList<>(count);
        for (int use : act.deltas()) {
            Gather gather = gather(use, next.subList(0, count));
            // A parameter that a node uses twice takes both in the order of the sum.
            if (gather == null || gather.first() || parameters.contains(gather.parameter())) {
                return List.of();
            }
            Slot sum = new Slot(Kind.GRADIENT, gather.parameter());
            if (places.isEmpty(sum)) {
                return List.of();
            }
            parameters.add(gather.parameter());
            sums.add(places.get(sum));
        }
        return sums;
    }

    private static @Nullable Gather gather(int use, List<Instruction> next) {
        for (Instruction instruction : next) {
            if (instruction instanceof Gather act && act.use() == use) {
                return act;
            }
        }
        return null;
    }
}
