package org.pcn4j.inference.dense;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.ErrorAct.StateError;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;

/**
 * Who relaxes in a time by feedback that is added to its state at once: by products that are added to what the state keeps, so that
 * relaxation is no pass of its own. Of those, whose error is taken, multiplied by its slope and let go in one act.
 */
final class Folding {
    private final Map<Integer, Relax> byUse = new LinkedHashMap<>();
    private final Set<Integer> gathered = new HashSet<>();

    private Folding() {}

    /** Folds nothing. */
    static Folding none() {
        return new Folding();
    }

    /** Returns what can be folded of a time in which nothing learns. */
    static Folding of(Lowering all, List<Instruction> list) {
        Folding folding = new Folding();
        if (!all.descends()) {
            return folding;
        }
        Map<Integer, Pull> pulls = new HashMap<>();
        Map<Integer, StateError> errors = new HashMap<>();
        Set<Slot> measured = new HashSet<>();
        for (Instruction instruction : list) {
            if (instruction instanceof Pull act) {
                act.uses().forEach(use -> pulls.put(use, act));
            } else if (instruction instanceof StateError act) {
                errors.put(act.node(), act);
            } else if (instruction instanceof MeasureEnergy act) {
                measured.addAll(act.of());
            }
        }
        for (Instruction instruction : list) {
            if (instruction instanceof Relax act
                    && !act.uses().isEmpty()
                    && act.factor() != 0
                    && act.uses().stream().allMatch(use -> isProduct(all, Optional.ofNullable(pulls.get(use))))) {
                act.uses().forEach(use -> folding.byUse.put(use, act));
            }
        }
        for (Relax act : folding.relaxes()) {
            Optional<StateError> error = Optional.ofNullable(errors.get(act.node()));
            Optional<Pull> pull = pulls.values().stream()
                    .filter(any -> any.node() == act.node())
                    .findFirst();
            if (error.isPresent() && pull.isPresent() && folding.gathers(act, error.get(), pull.get(), measured)) {
                folding.gathered.add(act.node());
            }
        }
        return folding;
    }

    private static boolean isProduct(Lowering all, Optional<Pull> act) {
        return act.flatMap(pull -> all.layerOf(pull.node()).single())
                .filter(Branch::isProduct)
                .isPresent();
    }

    private boolean gathers(Relax act, StateError error, Pull pull, Set<Slot> measured) {
        return folds(pull)
                && act.state().equals(error.value())
                && act.own().equals(List.of(error.value(), new Slot(Kind.ERROR, act.node())))
                && pull.error().kind() == Kind.ERROR
                && !measured.contains(pull.error());
    }

    /** Returns who relaxes so, each once. */
    Set<Relax> relaxes() {
        return new LinkedHashSet<>(byUse.values());
    }

    /** Returns who relaxes so by what comes along a use. */
    Optional<Relax> relax(int use) {
        return Optional.ofNullable(byUse.get(use));
    }

    /** Tells whether a node relaxes so. */
    boolean folds(Relax act) {
        return !act.uses().isEmpty() && byUse.containsKey(act.uses().get(0));
    }

    /** Tells whether what is pulled back goes into a state at once. */
    boolean folds(Pull act) {
        return !act.uses().isEmpty() && byUse.containsKey(act.uses().get(0));
    }

    /** Tells whether a node's error is taken, multiplied and let go in one act. */
    boolean gathers(int node) {
        return gathered.contains(node);
    }
}
