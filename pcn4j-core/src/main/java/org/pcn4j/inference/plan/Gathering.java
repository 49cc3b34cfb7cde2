package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.network.Network;

/**
 * Sums each parameter's Δθ over the nodes that share it and has it applied once, after the last has come. The sum is
 * folded in autograd's order; a Δθ that comes too early for it is held.
 */
final class Gathering {
    private final LearningTimes learning;
    private final Uses uses;
    private final Network network;
    private final boolean live;
    private final ZeroUpdates zeroUpdates;
    private final Map<Integer, Pending> pending = new TreeMap<>();

    /** The uses of one parameter whose Δθ are to come, the one created last first. */
    private static final class Pending {
        final Set<Integer> expected = new TreeSet<>(Comparator.reverseOrder());
        final Set<Integer> arrived = new HashSet<>();
        final List<Integer> order = new ArrayList<>();
        int next;

        void expectAll() {
            order.addAll(expected);
        }
    }

    Gathering(LearningTimes learning, Uses uses, Question question, ZeroUpdates zeroUpdates, Collection<Draft> drafts) {
        this.learning = learning;
        this.uses = uses;
        this.network = question.network();
        this.live = question.live();
        this.zeroUpdates = zeroUpdates;
        if (!learning.repeatedly()) {
            drafts.forEach(this::expect);
            pending.values().forEach(Pending::expectAll);
        }
    }

    /** Where nodes learn repeatedly, every step is a sum of its own. */
    void begin(Draft draft) {
        if (learning.repeatedly()) {
            pending.clear();
            expect(draft);
            pending.values().forEach(Pending::expectAll);
        }
    }

    /** Returns the sums that a pullback's Δθ allows to go on. */
    List<Instruction> after(Pull pull) {
        List<Instruction> list = new ArrayList<>();
        for (int use : pull.deltas()) {
            int parameter = uses.parameterOf(use);
            Pending sum = pending(parameter);
            sum.arrived.add(use);
            if (sum.order.size() == 1) {
                continue;
            }
            while (sum.next < sum.order.size() && sum.arrived.contains(sum.order.get(sum.next))) {
                list.add(new Gather(parameter, sum.order.get(sum.next), sum.next == 0));
                sum.next++;
            }
        }
        return list;
    }

    /** Returns the updates that are complete at the end of a time. */
    List<Instruction> end(Draft draft) {
        List<Instruction> list = new ArrayList<>();
        Set<Integer> complete = new TreeSet<>();
        // Those that learn from no error are done too. With fixed predictions what has settled may be applied before
        // its time.
        List<Integer> learners = live ? learning.at(draft.time) : draft.learners();
        for (int node : learners) {
            for (int parameter : network.node(node).parameters()) {
                Pending sum = pending(parameter);
                boolean now = !live || learning.applied(parameter, draft.time) == draft.time;
                if (now && !sum.order.isEmpty() && isComplete(sum)) {
                    complete.add(parameter);
                }
            }
        }
        for (int parameter : complete) {
            List<Integer> order = pending(parameter).order;
            list.add(new Apply(parameter, order.size() == 1 ? Slot.delta(order.get(0)) : Slot.gradient(parameter)));
        }
        if (zeroUpdates == ZeroUpdates.APPLY) {
            zeroUpdates(draft.time).forEach(parameter -> list.add(new ApplyZero(parameter)));
        }
        return list;
    }

    private static boolean isComplete(Pending sum) {
        return sum.arrived.size() == sum.order.size();
    }

    private Set<Integer> zeroUpdates(int time) {
        Set<Integer> zero = new TreeSet<>();
        for (int node : learning.at(time)) {
            for (int parameter : network.node(node).parameters()) {
                boolean now = learning.applied(parameter, time) == time;
                if (now && pending(parameter).order.isEmpty()) {
                    zero.add(parameter);
                }
            }
        }
        return zero;
    }

    private void expect(Draft draft) {
        draft.pulls.forEach((node, pulled) -> {
            for (int k = 0; k < network.node(node).parameters().size() && pulled.learns; k++) {
                int use = uses.parameter(node, k);
                pending(uses.parameterOf(use)).expected.add(use);
            }
        });
    }

    private Pending pending(int parameter) {
        return pending.computeIfAbsent(parameter, unused -> new Pending());
    }
}
