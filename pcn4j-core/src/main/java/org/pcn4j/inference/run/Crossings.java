package org.pcn4j.inference.run;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Crossing;
import org.pcn4j.inference.plan.Crossing.Receive;
import org.pcn4j.inference.plan.Crossing.ReceiveParameter;
import org.pcn4j.inference.plan.Crossing.Send;
import org.pcn4j.inference.plan.Crossing.SendParameter;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Messages;
import org.pcn4j.tensor.Messages.Arriving;
import org.pcn4j.tensor.Tensor;

/**
 * What travels between the owner of some nodes and those of others as it runs its part of a plan. All owners go through the same turns
 * of the same blocks, so that turn and id name what travels. What comes in a turn is received from its beginning on; whoever needs it
 * waits for it. For one thread.
 */
final class Crossings {
    /** As many turns may be under way at once: no owner is further ahead of another than the messages of one turn let it be. */
    private static final int TURNS = 16;

    private final Cut cut;
    private final Messages messages;
    private final Map<Integer, Queue<Arriving>> coming = new HashMap<>();
    private @Nullable Parameters parameters;
    private long batch;
    private int turn;

    Crossings(Cut cut, Messages messages) {
        this.cut = cut;
        this.messages = messages;
    }

    /** Prepares for a run. */
    void begin(Parameters theta, long samples) {
        parameters = theta;
        batch = samples;
    }

    /** Begins a turn of a block: what comes in it is received from now on. */
    void begin(Block block) {
        turn = (turn + 1) % TURNS;
        for (Instruction instruction : block.instructions()) {
            if (instruction instanceof Receive || instruction instanceof ReceiveParameter) {
                Crossing act = (Crossing) instruction;
                coming.computeIfAbsent(act.id(), unused -> new ArrayDeque<>())
                        .add(messages.receive(dtype(), cut.shape(act, batch), act.other(), tag(act)));
            }
        }
    }

    private Parameters parameters() {
        return Objects.requireNonNull(parameters);
    }

    private DType dtype() {
        return parameters().dtype();
    }

    private int tag(Crossing act) {
        return tag(act.id());
    }

    private int tag(int id) {
        return turn * (cut.ids() + 1) + id;
    }

    /** Returns a tag that nothing in this turn's block has. */
    int ownTag() {
        return tag(cut.ids());
    }

    /** Ends a turn. */
    void end() {
        messages.endTurn();
    }

    void run(Crossing crossing, Places places) {
        if (crossing instanceof Send act) {
            messages.send(places.get(act.slot()), act.other(), tag(act));
        } else if (crossing instanceof Receive act) {
            places.arrive(act.slot(), arriving(act)::await);
        } else if (crossing instanceof SendParameter act) {
            messages.send(parameters().tensors().get(act.parameter()), act.other(), tag(act));
        } else if (crossing instanceof ReceiveParameter act) {
            try (Tensor moved = arriving(act).await()) {
                parameters().tensors().get(act.parameter()).copyInPlace(moved);
            }
        }
    }

    private Arriving arriving(Crossing act) {
        return Objects.requireNonNull(coming.get(act.id())).remove();
    }
}
