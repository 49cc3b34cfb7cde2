package org.pcn4j.inference.dense;

import static org.pcn4j.inference.dense.Lowering.require;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.dense.Buffers.Extra;
import org.pcn4j.inference.dense.Program.Pair;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Collect;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;

/** Acts by which errors are pulled back, and what parameters learn from. */
final class Backwards {
    private final Lowering all;
    private final List<Op> ops;
    private final Folding folding;
    /** The error times the slopes, by node and branch. */
    private final Map<Integer, Map<Integer, Integer>> errors = new HashMap<>();

    private final Map<Integer, Pair> deltas = new HashMap<>();
    /** Whose state has been written by a first product. */
    private final Set<Integer> begun = new HashSet<>();

    Backwards(Lowering all, List<Op> ops, Folding folding) {
        this.all = all;
        this.ops = ops;
        this.folding = folding;
    }

    /** What the Δθ of a use of a parameter is made of, if it is pulled back here. */
    Optional<Pair> delta(int use) {
        return Optional.ofNullable(deltas.get(use));
    }

    /** All slopes before all products: these add feedback to states that are errors of others. */
    void pullBack(List<Pull> pulls) throws NotDense {
        for (Pull act : pulls) {
            multiply(act);
        }
        for (Relax act : folding.relaxes()) {
            letGo(act, ops);
        }
        for (Pull act : pulls) {
            feed(act);
        }
    }

    /** One pullback after the other: each hands on what it was handed within the time. */
    void pullThrough(List<Instruction> list) throws NotDense {
        for (Instruction instruction : list) {
            if (instruction instanceof Pull act) {
                multiply(act);
                feed(act);
            } else if (instruction instanceof Collect act) {
                int sum = all.buffers.of(new Slot(Kind.FEEDBACK, act.node()));
                boolean first = true;
                for (int use : act.uses()) {
                    int contribution = all.buffers.of(new Slot(Kind.CONTRIBUTION, use));
                    ops.add(first ? new Op.Scale(contribution, 1, sum) : new Op.AddScaled(sum, 1, contribution, sum));
                    first = false;
                }
            }
        }
    }

    /** The error times the slopes, and times γ where it is fed back to a state at once. */
    private void multiply(Pull act) throws NotDense {
        int node = act.node();
        require(act.prediction().kind() == Kind.PREDICTION, "fixed predictions");
        Layer layer = all.layerOf(node);
        int error = all.buffers.of(act.error());
        if (layer.after().isPresent()) {
            int delta = all.buffers.of(Extra.DELTA_OF_SUM, node, 0);
            ops.add(new Op.Multiply(error, all.buffers.of(Extra.SLOPE_OF_SUM, node, 0), delta));
            error = delta;
        }
        for (int k = 0; k < layer.branches().size(); k++) {
            int slope = layer.branches().get(k).after().isPresent()
                    ? all.buffers.of(Extra.SLOPE_AFTER, node, k)
                    : Program.NONE;
            int delta = folding.folds(act) ? folded(node, error, slope) : plain(node, k, error, slope);
            errors.computeIfAbsent(node, unused -> new HashMap<>()).put(k, delta);
        }
        learn(act);
    }

    /** Where the error is a state that moves at once, what is fed back to others must be it as it was. */
    private int plain(int node, int k, int error, int slope) {
        boolean moves = folding.relaxes().stream().anyMatch(act -> all.buffers.of(act.state()) == error);
        if (slope == Program.NONE && !moves) {
            return error;
        }
        int delta = all.buffers.of(Extra.DELTA, node, k);
        ops.add(slope == Program.NONE ? new Op.Scale(error, 1, delta) : new Op.Multiply(error, slope, delta));
        return delta;
    }

    private int folded(int node, int error, int slope) {
        double gamma = all.gamma();
        int delta = all.buffers.of(Extra.DELTA, node, 0);
        if (folding.gathers(node)) {
            int value = all.buffers.of(new Slot(Kind.VALUE, node));
            ops.add(new Op.Gather(value, all.buffers.of(new Slot(Kind.PREDICTION, node)), slope, gamma, delta));
        } else if (slope == Program.NONE) {
            ops.add(new Op.Scale(error, gamma, delta));
        } else {
            ops.add(new Op.Multiply(error, slope, delta));
            if (gamma != 1) {
                ops.add(new Op.Scale(delta, gamma, delta));
            }
        }
        return delta;
    }

    private int error(int node, int k) {
        Integer error = errors.getOrDefault(node, Map.of()).get(k);
        if (error == null) {
            throw new IllegalStateException("nothing is pulled back through node " + node);
        }
        return error;
    }

    private void learn(Pull act) throws NotDense {
        for (int p = 0; p < act.deltas().size(); p++) {
            int k = branchOf(act.node(), p);
            boolean isWeight = p == all.layerOf(act.node()).branches().get(k).parameter();
            int input = isWeight ? all.input(act.node(), k) : Program.NONE;
            deltas.put(act.deltas().get(p), new Pair(error(act.node(), k), input));
        }
    }

    /** The branch that takes a parameter of its node. */
    private int branchOf(int node, int parameter) throws NotDense {
        List<Branch> branches = all.layerOf(node).branches();
        for (int k = branches.size() - 1; k >= 0; k--) {
            if (branches.get(k).parameter() <= parameter
                    && branches.get(k).linear().isPresent()) {
                return k;
            }
        }
        throw new NotDense("what learns beside a product's weights");
    }

    /** The state keeps what its error leaves of it; feedback is added to that. */
    void letGo(Relax act, List<Op> to) throws NotDense {
        if (all.standing(act.node()).isPresent()) {
            return;
        }
        int state = all.buffers.of(act.state());
        double gamma = all.gamma();
        if (act.state().kind() == Kind.ERROR) {
            if (act.own().contains(act.state()) && act.factor() != 0) {
                double kept = 1 - gamma * all.precision(act.node()) * act.factor();
                to.add(new Op.Scale(state, kept, state));
            }
        } else if (!folding.gathers(act.node())) {
            all.error(act).ifPresent(error -> to.add(new Op.AddScaled(state, -gamma, error, state)));
        }
    }

    private void feed(Pull act) throws NotDense {
        for (int use : act.uses()) {
            int k = use - all.uses.input(act.node(), 0);
            Optional<Relax> relax = folding.relax(use);
            if (relax.isPresent()) {
                feedState(act.node(), relax.get());
            } else {
                feedContribution(act.node(), k, use);
            }
        }
    }

    private void feedState(int node, Relax relax) throws NotDense {
        int delta = error(node, 0);
        boolean beginsAtZero = beginsAtZero(relax);
        if (all.standing(relax.node()).isPresent()) {
            int sum = all.buffers.of(Extra.GATHERED, node, 0);
            double kept = 1 - all.gamma() * all.precision(relax.node());
            ops.add(beginsAtZero ? new Op.Scale(delta, 1, sum) : new Op.AddScaled(delta, kept, sum, sum));
            return;
        }
        int state = all.buffers.of(relax.state());
        boolean first = beginsAtZero && begun.add(relax.node());
        ops.add(new Op.Feed(delta, all.weightFedBack(node, 0), first ? Program.NONE : state, state));
    }

    private void feedContribution(int node, int k, int use) {
        Branch branch = all.layerOf(node).branches().get(k);
        int contribution = all.buffers.of(new Slot(Kind.CONTRIBUTION, use));
        ops.add(
                branch.linear().isPresent()
                        ? new Op.Feed(error(node, k), all.weightFedBack(node, k), Program.NONE, contribution)
                        : new Op.Scale(error(node, k), 1, contribution));
        if (branch.before().isPresent()) {
            ops.add(new Op.Multiply(contribution, all.buffers.of(Extra.SLOPE_BEFORE, node, k), contribution));
        }
    }

    /** Whether a state is an error that has been zero, or is forgotten. */
    static boolean beginsAtZero(Relax act) {
        return act.state().kind() == Kind.ERROR && !act.own().contains(act.state());
    }
}
