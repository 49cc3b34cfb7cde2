package org.pcn4j.inference.dense;

import static org.pcn4j.inference.dense.Lowering.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.dense.Buffers.Extra;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Pair;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.ErrorAct.OutputError;
import org.pcn4j.inference.plan.ErrorAct.StateError;
import org.pcn4j.inference.plan.ErrorAct.Weigh;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.Collect;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.InitialError;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.Nudge;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Standing;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Reach;

/**
 * One time of a plan as acts on rows, in the order predict, errors, slopes, feedback, relax. Where something learns in the time, it
 * learns from all rows before values move.
 */
final class LoweredBlock {
    private final Lowering all;
    private final List<Op> head = new ArrayList<>();
    private final List<Op> tail = new ArrayList<>();
    private final List<Lesson> lessons = new ArrayList<>();
    private final boolean learns;
    /** The parameters whose Δθ is gathered on in a later block. */
    private final Set<Integer> gathered;

    private final boolean relaxes;
    private final Folding folding;
    private final Forwards forwards;
    private final Backwards backwards;
    private final Beginning beginning;

    /**
     * Lowers a block.
     *
     * @param rested what was left out while it moved, and does not move any more
     */
    LoweredBlock(Lowering all, Block block, List<Standing> rested) throws NotDense {
        this.all = all;
        List<Instruction> list = block.instructions();
        boolean crosses = all.plan.schedule().reach() == Reach.GRAPH;
        this.relaxes = list.stream().anyMatch(Relax.class::isInstance);
        this.learns = list.stream().anyMatch(act -> act instanceof Apply || act instanceof ApplyZero);
        this.gathered = gatheredOn(list);
        boolean teaches = learns || !gathered.isEmpty();
        this.folding = teaches || crosses ? Folding.none() : Folding.of(all, list);
        this.forwards = new Forwards(all, head);
        this.backwards = new Backwards(all, head, folding);
        this.beginning = new Beginning(all, head);
        List<Predict> predictions = only(Predict.class, list);
        rested.forEach(forwards::bringBack);
        List<Instruction> rest = new ArrayList<>();
        int last = predictions.isEmpty() ? -1 : list.lastIndexOf(predictions.get(predictions.size() - 1));
        for (int i = 0; i < list.size(); i++) {
            // Where news crosses the graph, values are made of predictions while nodes predict.
            if (i < last && list.get(i) instanceof Materialize act) {
                forwards.materialize(act, head);
            } else if (!first(list.get(i))) {
                rest.add(list.get(i));
            }
        }
        if (crosses) {
            backwards.pullThrough(list);
        } else {
            backwards.pullBack(only(Pull.class, list));
        }
        require(gathered.isEmpty() || block.repeats() == 1, "a parameter that learns from several times");
        for (Gather act : only(Gather.class, list)) {
            if (gathered.contains(act.parameter())) {
                keep(act);
            }
        }
        for (Instruction instruction : rest) {
            last(instruction, learns ? tail : head);
        }
    }

    /** Returns the parameters whose Δθ is gathered on in a later block. */
    static Set<Integer> gatheredOn(List<Instruction> list) {
        Set<Integer> gathered = new HashSet<>();
        for (Instruction instruction : list) {
            if (instruction instanceof Gather act) {
                gathered.add(act.parameter());
            } else if (instruction instanceof Apply act) {
                gathered.remove(act.parameter());
            }
        }
        return gathered;
    }

    /** Whether any value moves. */
    boolean relaxes() {
        return relaxes;
    }

    boolean learns() {
        return learns;
    }

    /** What rows do before anything learns. */
    List<Op> head() {
        return head;
    }

    /** What rows do after it. */
    List<Op> tail() {
        return tail;
    }

    List<Lesson> lessons() {
        return lessons;
    }

    private static <T> List<T> only(Class<T> kind, List<Instruction> list) {
        return list.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Does what comes before values move and parameters learn; returns whether the instruction is of that kind. */
    private boolean first(Instruction instruction) throws NotDense {
        if (instruction instanceof Predict act) {
            forwards.predict(act);
        } else if (instruction instanceof OutputError act) {
            forwards.error(act);
        } else if (instruction instanceof Nudge act) {
            forwards.nudge(act);
        } else if (instruction instanceof StateError act) {
            if (!folding.gathers(act.node())) {
                forwards.error(act);
            }
        } else if (instruction instanceof Weigh act) {
            forwards.weigh(act);
        } else if (instruction instanceof MeasureEnergy act) {
            forwards.measure(act);
        } else if (instruction instanceof InitialError act) {
            beginning.error(act);
        } else if (instruction instanceof Begin act) {
            beginning.value(act);
        } else {
            return instruction instanceof Pull || instruction instanceof Collect;
        }
        return true;
    }

    private void last(Instruction instruction, List<Op> ops) throws NotDense {
        if (instruction instanceof Relax act) {
            relax(act, ops);
        } else if (instruction instanceof Materialize act) {
            forwards.materialize(act, ops);
        } else if (instruction instanceof Gather act) {
            if (!gathered.contains(act.parameter())) {
                List<Pair> pairs = summands(act);
                pairs.add(backwards.delta(act.use()).orElseThrow(LoweredBlock::several));
            }
        } else if (instruction instanceof Apply act) {
            lessons.add(new Lesson(act.parameter(), summands(act)));
        } else if (instruction instanceof ApplyZero act) {
            lessons.add(new Lesson(act.parameter(), List.of()));
        } else {
            throw new NotDense("the instruction " + instruction.getClass().getSimpleName());
        }
    }

    private List<Pair> summands(Apply act) throws NotDense {
        if (act.delta().kind() == Kind.DELTA) {
            return List.of(backwards.delta(act.delta().index()).orElseThrow(LoweredBlock::several));
        }
        return Optional.ofNullable(all.gathered.remove(act.parameter())).orElseThrow(LoweredBlock::several);
    }

    /** What a Δθ consists of so far. */
    private List<Pair> summands(Gather act) {
        if (act.first()) {
            all.gathered.remove(act.parameter());
        }
        return all.gathered.computeIfAbsent(act.parameter(), unused -> new ArrayList<>());
    }

    /** Keeps what a later block learns from, as it is now. */
    private void keep(Gather act) throws NotDense {
        Pair pair = backwards.delta(act.use()).orElseThrow(LoweredBlock::several);
        Pair kept = new Pair(
                keep(act.use(), pair.d()), pair.h() == Program.NONE ? Program.NONE : keep(act.use(), pair.h()));
        List<Pair> pairs = summands(act);
        require(!pairs.contains(kept), "a use of a parameter that learns from several times");
        pairs.add(kept);
    }

    private int keep(int use, int buffer) {
        int copy = all.buffers.kept(use, buffer);
        head.add(new Op.Scale(buffer, 1, copy));
        return copy;
    }

    private static NotDense several() {
        return new NotDense("a parameter that learns from several times");
    }

    /** x ← x + γ(s − πε), pass by pass where it was not done by products. */
    private void relax(Relax act, List<Op> ops) throws NotDense {
        int state = all.buffers.of(act.state());
        if (!folding.folds(act)) {
            if (all.descends()) {
                descend(act, state, ops);
            } else {
                new Motion(all, act, ops).move();
            }
        }
        if (all.plan.schedule().relaxation() instanceof Langevin langevin) {
            int noise = all.buffers.of(Extra.NOISE, act.node(), 0);
            ops.add(new Op.Load(all.buffers.drawn(act.node(), noise), noise));
            ops.add(new Op.AddScaled(state, Math.sqrt(2 * langevin.gamma() * langevin.temperature()), noise, state));
        }
        Beginning.hold(all, act.own(), act.node(), state, ops);
    }

    private void descend(Relax act, int state, List<Op> ops) throws NotDense {
        double gamma = all.gamma();
        boolean first = Backwards.beginsAtZero(act);
        if (!first) {
            backwards.letGo(act, ops);
        }
        for (int contribution : all.feedback(act)) {
            ops.add(
                    first
                            ? new Op.Scale(contribution, gamma, state)
                            : new Op.AddScaled(state, gamma, contribution, state));
            first = false;
        }
        if (first) {
            ops.add(new Op.Begin(Program.NONE, Program.NONE, state));
        }
    }
}
