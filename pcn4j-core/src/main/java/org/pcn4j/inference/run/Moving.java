package org.pcn4j.inference.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.PassDelays;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** How the free values of a run move. For one thread. */
final class Moving {
    private final Network network;
    private final Relaxation relaxation;
    private final Places places;
    private final Tensor like;
    private final long batch;
    private final Seed noise;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private int looked = -1;

    Moving(Plan plan, Places places, Parameters parameters, long batch, Seed noise) {
        this.network = plan.network();
        this.relaxation = plan.schedule().relaxation();
        this.places = places;
        this.like = parameters.tensors().get(0);
        this.batch = batch;
        this.noise = noise;
    }

    /**
     * Moves a node.
     *
     * @param instructions of the time
     * @param index which of them relaxes; none after it pulls
     */
    void relax(List<Instruction> instructions, int index, int time, Optional<Residual> residual) {
        if (relaxation.looks() && looked != time) {
            looked = time;
            for (Instruction instruction : instructions.subList(index, instructions.size())) {
                if (instruction instanceof Relax act) {
                    relaxation.look(relaxing(act, time));
                }
            }
        }
        Relax act = (Relax) instructions.get(index);
        Relaxing relaxing = relaxing(act, time);
        residual.ifPresent(all -> all.add(relaxing));
        Tensor moved = relaxing.moved(act.begins() || time == 0);
        for (Slot slot : act.own()) {
            if (slot.kind() == Kind.MASK) {
                moved = Beginning.masked(places.get(slot), places.get(act.state()), moved);
                rest(places.memory(act.node()), places.get(slot));
            }
        }
        places.put(act.state(), moved);
    }

    private Relaxing relaxing(Relax act, int time) {
        Node node = network.node(act.node());
        if (act.begins()) {
            places.release(new Slot(Kind.MEMORY, act.node()));
        }
        return new Relaxing(
                relaxation,
                node,
                places,
                act,
                () -> shape(act).batched(batch),
                like,
                precision(node, act),
                () -> noise.derive(node.name()).derive(time),
                new Relaxing.Sharing(time, shared));
    }

    /** The shape of what moves: the value's or, where that is left out, its child's product's. */
    private Shape shape(Relax act) {
        int node = act.state().kind() == Kind.GATHERED
                ? network.children(act.node()).get(0)
                : act.node();
        return network.node(node).shape();
    }

    /** The node's own precision, as the schedule weighs it at this time; nothing where it is learned. */
    private static Optional<Precision> precision(Node node, Relax act) {
        if (node.energy().learnsPrecision()) {
            return Optional.empty();
        }
        Precision own = node.energy().precision().orElse(Precision.ONE);
        return Optional.of(act.factor() == 0 || act.factor() == 1 ? own : own.times(act.factor()));
    }

    /** What is held does not move, so it has no momentum either. */
    private static void rest(Map<String, Tensor> memory, Tensor mask) {
        for (Map.Entry<String, Tensor> remembered : memory.entrySet()) {
            try (Tensor zeros = remembered.getValue().zerosLike()) {
                remembered.setValue(Beginning.masked(mask, zeros, remembered.getValue()));
            }
        }
    }

    /** What identity nodes would make of a contribution, each of which relaxes once, from a zero error. */
    void passDelays(PassDelays act, int time) {
        Slot slot = new Slot(Kind.CONTRIBUTION, act.use());
        Slot error = new Slot(Kind.ERROR, act.node());
        Relax delay = new Relax(act.node(), error, List.of(), List.of(act.use()), List.of(), true, 1);
        Optional<Precision> one = Optional.of(Precision.ONE);
        Relaxing.Sharing sharing = new Relaxing.Sharing(time, shared);
        for (int i = 0; i < act.delays(); i++) {
            Tensor before = places.get(slot);
            Relaxing relaxing = new Relaxing(
                    relaxation,
                    network.node(act.node()),
                    places,
                    delay,
                    before::shape,
                    before,
                    one,
                    () -> noise,
                    sharing);
            places.put(slot, relaxing.moved(false));
        }
    }
}
