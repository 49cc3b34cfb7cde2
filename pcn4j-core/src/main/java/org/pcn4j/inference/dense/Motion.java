package org.pcn4j.inference.dense;

import java.util.List;
import org.pcn4j.inference.dense.Buffers.Extra;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Relaxation;

/** How a node moves by a relaxation that remembers something: its force is formed first, then the state moves by what is made of it. */
final class Motion {
    private final Lowering all;
    private final Relax act;
    private final List<Op> ops;
    private final int state;
    private final boolean hasState;

    Motion(Lowering all, Relax act, List<Op> ops) {
        this.all = all;
        this.act = act;
        this.ops = ops;
        this.state = all.buffers.of(act.state());
        this.hasState = act.own().contains(act.state());
    }

    void move() {
        Relaxation relaxation = all.plan.schedule().relaxation();
        if (relaxation instanceof Momentum momentum) {
            byMomentum(momentum);
        } else if (relaxation instanceof AdamDescent adam) {
            byAdam(adam);
        } else {
            throw new IllegalStateException("no way to move by " + relaxation);
        }
    }

    /** v ← s − πε + momentum · v, x ← x + γ v. */
    private void byMomentum(Momentum relaxation) {
        int velocity = relaxation.memory().isEmpty()
                ? all.buffers.of(Extra.FORCE, act.node(), 0)
                : all.buffers.memory(act.node(), relaxation.memory().get(0));
        force(velocity, act.begins() || relaxation.memory().isEmpty() ? 0 : relaxation.momentum());
        step(velocity, relaxation.gamma());
    }

    private void byAdam(AdamDescent relaxation) {
        int force = all.buffers.of(Extra.FORCE, act.node(), 0);
        force(force, 0);
        int mean = all.buffers.memory(act.node(), relaxation.memory().get(0));
        int square = all.buffers.memory(act.node(), relaxation.memory().get(1));
        if (act.begins()) {
            ops.add(new Op.Begin(Program.NONE, Program.NONE, mean));
            ops.add(new Op.Begin(Program.NONE, Program.NONE, square));
        }
        if (!hasState) {
            ops.add(new Op.Begin(Program.NONE, Program.NONE, state));
        }
        ops.add(new Op.AdamMove(relaxation, force, mean, square, state));
    }

    /** y ← s − πε + kept · y. */
    private void force(int y, double kept) {
        boolean first = true;
        for (int contribution : all.feedback(act)) {
            if (first) {
                ops.add(kept == 0 ? new Op.Scale(contribution, 1, y) : new Op.AddScaled(contribution, kept, y, y));
            } else {
                ops.add(new Op.AddScaled(y, 1, contribution, y));
            }
            first = false;
        }
        if (first) {
            ops.add(kept == 0 ? new Op.Begin(Program.NONE, Program.NONE, y) : new Op.Scale(y, kept, y));
        }
        all.error(act).ifPresent(error -> ops.add(new Op.AddScaled(y, -1, error, y)));
        for (Slot slot : act.own()) {
            if (slot.kind() == Kind.MASK) {
                ops.add(new Op.Clear(all.buffers.of(slot), y));
            }
        }
    }

    private void step(int velocity, double gamma) {
        ops.add(hasState ? new Op.AddScaled(state, gamma, velocity, state) : new Op.Scale(velocity, gamma, state));
    }
}
