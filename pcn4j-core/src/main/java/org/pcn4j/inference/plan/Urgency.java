package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pcn4j.inference.plan.Crossing.Receive;
import org.pcn4j.inference.plan.Crossing.ReceiveParameter;
import org.pcn4j.inference.plan.Crossing.Send;
import org.pcn4j.inference.plan.Crossing.SendParameter;
import org.pcn4j.inference.plan.Instruction.Collect;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.PassDelays;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;

/**
 * Orders what an owner does in one time so that messages travel while it computes: of the predictions, those that read what is still
 * on its way come last; of the pullbacks and of the relaxations, those that others wait for come first. Within a time the
 * instructions of a phase are independent, so that their order changes no bits; where two are not, it stays.
 */
final class Urgency {
    /** A prediction, an error or a measurement that reads nothing that travels. */
    private static final int PREDICT = 0;
    /** One that does. */
    private static final int PREDICT_LATE = 1;
    /** A pullback of which something travels. */
    private static final int PULL_FIRST = 2;

    private static final int PULL = 3;
    /** A relaxation whose value travels. */
    private static final int RELAX_FIRST = 4;

    private static final int RELAX = 5;
    /** Parameters move when all is done. */
    private static final int APPLY = 6;

    /** Instructions that stay together: an act with the sums and the messages right after it. */
    private static final class Unit {
        final List<Instruction> acts = new ArrayList<>();
        final Set<Slot> reads = new HashSet<>();
        final Set<Slot> writes = new HashSet<>();
        int rank;

        void add(Instruction instruction) {
            acts.add(instruction);
            reads.addAll(instruction.reads());
            writes.addAll(instruction.writes());
        }

        boolean sends() {
            return acts.stream().anyMatch(Send.class::isInstance);
        }

        boolean mayPass(Unit before) {
            return rank < before.rank
                    && rank != APPLY
                    && Collections.disjoint(writes, before.reads)
                    && Collections.disjoint(writes, before.writes)
                    && Collections.disjoint(reads, before.writes);
        }
    }

    private Urgency() {}

    /** Returns an owner's instructions of one time in another order. */
    static List<Instruction> ordered(List<Instruction> instructions) {
        List<Unit> units = units(instructions);
        rank(units, instructions);
        List<Unit> ordered = new ArrayList<>();
        for (Unit unit : units) {
            int at = ordered.size();
            while (at > 0 && unit.mayPass(ordered.get(at - 1))) {
                at--;
            }
            ordered.add(at, unit);
        }
        return ordered.stream().flatMap(unit -> unit.acts.stream()).toList();
    }

    private static List<Unit> units(List<Instruction> instructions) {
        List<Unit> units = new ArrayList<>();
        for (Instruction instruction : instructions) {
            boolean follows =
                    instruction instanceof Gather || instruction instanceof PassDelays || instruction instanceof Send;
            if (!follows || units.isEmpty()) {
                units.add(new Unit());
            }
            units.get(units.size() - 1).add(instruction);
        }
        return units;
    }

    /** Phases follow one another as the plan has them, so the last pullback tells what are relaxations. */
    private static void rank(List<Unit> units, List<Instruction> instructions) {
        Set<Slot> late = new HashSet<>();
        instructions.stream().filter(Receive.class::isInstance).forEach(act -> late.addAll(act.writes()));
        int firstPull = units.size();
        int lastPull = -1;
        for (int i = 0; i < units.size(); i++) {
            if (units.get(i).acts.stream().anyMatch(act -> act instanceof Pull || act instanceof Collect)) {
                firstPull = Math.min(firstPull, i);
                lastPull = i;
            }
        }
        for (int i = 0; i < units.size(); i++) {
            Unit unit = units.get(i);
            Instruction first = unit.acts.get(0);
            boolean predicts = i < firstPull && !(first instanceof Receive);
            if (movesParameters(first)) {
                unit.rank = APPLY;
            } else if (first instanceof Receive || first instanceof Gather || first instanceof PassDelays) {
                // It stands where it stands: only what others wait for goes before it, where it may.
                unit.rank = i <= lastPull ? PULL_FIRST : RELAX_FIRST;
            } else if (predicts || first instanceof Predict || first instanceof MeasureEnergy) {
                boolean waits = !Collections.disjoint(unit.reads, late);
                unit.rank = waits ? PREDICT_LATE : PREDICT;
                if (waits) {
                    late.addAll(unit.writes);
                }
            } else if (i <= lastPull) {
                unit.rank = unit.sends() ? PULL_FIRST : PULL;
            } else {
                unit.rank = unit.sends() ? RELAX_FIRST : RELAX;
            }
        }
    }

    private static boolean movesParameters(Instruction instruction) {
        return instruction instanceof Instruction.Apply
                || instruction instanceof Instruction.ApplyZero
                || instruction instanceof SendParameter
                || instruction instanceof ReceiveParameter;
    }
}
