package org.pcn4j.inference.dense;

import java.util.List;
import org.pcn4j.inference.dense.Buffers.Extra;
import org.pcn4j.inference.dense.Program.Given;
import org.pcn4j.inference.dense.Program.Given.What;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.InitialError;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Start;

/** Acts by which values and errors begin, and by which what is held of them is put back. */
final class Beginning {
    private final Lowering all;
    private final List<Op> ops;

    Beginning(Lowering all, List<Op> ops) {
        this.all = all;
        this.ops = ops;
    }

    /** The error that a node begins with beside its prediction. */
    void error(InitialError act) {
        int error = all.buffers.of(new Slot(Kind.ERROR, act.node()));
        boolean isState = all.plan.schedule().reach() == Reach.GRAPH
                && all.plan.schedule().start().takesState();
        if (act.sigma() > 0) {
            ops.add(all.buffers.load(What.NOISE, act.node(), error, act.sigma()));
        } else {
            int given = isState ? all.buffers.give(new Given(What.START, act.node(), error, 0, "")) : Program.NONE;
            ops.add(new Op.Begin(given, Program.NONE, error));
        }
    }

    /** Where a value begins that does not begin at its prediction, or not in all elements. */
    void value(Begin act) {
        int node = act.node();
        Start start = all.plan.schedule().start();
        boolean isRoot = all.network.node(node).isRoot();
        int value = all.buffers.of(new Slot(Kind.VALUE, node));
        int from = Program.NONE;
        for (Slot slot : act.from()) {
            boolean isOwn = slot.kind() == Kind.PREDICTION || (slot.kind() == Kind.INPUT && isRoot);
            from = isOwn && from == Program.NONE ? all.buffers.of(slot) : from;
        }
        if (start instanceof Start.Zeros) {
            ops.add(new Op.Begin(Program.NONE, Program.NONE, value));
        } else {
            boolean takes = isRoot || start.takesState();
            int given = takes ? all.buffers.give(new Given(What.START, node, value, 0, "")) : Program.NONE;
            ops.add(new Op.Begin(given, from, value));
        }
        if (start.noise() > 0) {
            int noise = all.buffers.of(Extra.NOISE, node, 0);
            ops.add(all.buffers.load(What.NOISE, node, noise, start.noise()));
            ops.add(new Op.AddScaled(value, 1, noise, value));
        }
        hold(all, act.from(), node, value, ops);
    }

    /** Puts back what is held of a value, if a mask is among the slots. */
    static void hold(Lowering all, List<Slot> slots, int node, int value, List<Op> ops) {
        for (Slot slot : slots) {
            if (slot.kind() == Kind.MASK) {
                ops.add(new Op.Hold(all.buffers.of(slot), all.buffers.of(new Slot(Kind.INPUT, node)), value));
            }
        }
    }
}
