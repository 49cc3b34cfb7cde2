package org.pcn4j.inference.dense;

import static org.pcn4j.inference.dense.Lowering.require;

import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.Activation;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.inference.dense.Buffers.Extra;
import org.pcn4j.inference.plan.ErrorAct.OutputError;
import org.pcn4j.inference.plan.ErrorAct.StateError;
import org.pcn4j.inference.plan.ErrorAct.Weigh;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.Nudge;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Standing;

/** Acts by which nodes predict, and by which errors and energies come about. */
final class Forwards {
    private final Lowering all;
    private final List<Op> ops;

    Forwards(Lowering all, List<Op> ops) {
        this.all = all;
        this.ops = ops;
    }

    private int prediction(int node) {
        return all.buffers.of(new Slot(Kind.PREDICTION, node));
    }

    private int error(int node) {
        return all.buffers.of(new Slot(Kind.ERROR, node));
    }

    void predict(Predict act) {
        int node = act.node();
        int y = prediction(node);
        if (all.standingUnder(node).isPresent()) {
            int product = fromStanding(act);
            Optional<Activation> after = all.layerOf(node).branches().get(0).after();
            if (after.isPresent()) {
                ops.add(activation(after.get(), product, y, Extra.SLOPE_AFTER, node, 0));
            } else if (product != y) {
                ops.add(new Op.Scale(product, 1, y));
            }
            return;
        }
        Layer layer = all.layerOf(node);
        branch(node, 0, all.buffers.of(act.operands().get(0)), y);
        for (int k = 1; k < layer.branches().size(); k++) {
            int x = all.buffers.of(act.operands().get(k));
            if (layer.branches().get(k).isIdentity()) {
                ops.add(new Op.AddScaled(y, 1, x, y));
            } else {
                int summand = all.buffers.of(Extra.BRANCH, node, k);
                branch(node, k, x, summand);
                ops.add(new Op.AddScaled(y, 1, summand, y));
            }
        }
        layer.after().ifPresent(after -> ops.add(activation(after, y, y, Extra.SLOPE_OF_SUM, node, 0)));
    }

    private void branch(int node, int k, int from, int y) {
        Branch branch = all.layerOf(node).branches().get(k);
        int x = from;
        if (branch.before().isPresent()) {
            int hidden = branch.linear().isPresent() ? all.buffers.of(Extra.HIDDEN, node, k) : y;
            ops.add(activation(branch.before().get(), x, hidden, Extra.SLOPE_BEFORE, node, k));
            x = hidden;
        } else if (branch.isIdentity()) {
            ops.add(new Op.Scale(x, 1, y));
        }
        if (branch.linear().isPresent()) {
            all.setInput(node, k, x);
            ops.add(new Op.Predict(x, all.weight(node, k), all.bias(node, k), y));
        }
        branch.after().ifPresent(after -> ops.add(activation(after, y, y, Extra.SLOPE_AFTER, node, k)));
    }

    /** With its slope, if anything is pulled back. */
    private Op activation(Activation f, int x, int y, Extra slope, int node, int k) {
        return all.pullsBack()
                ? new Op.ActivateWithSlope(f, x, y, all.buffers.of(slope, node, k))
                : new Op.Activate(f, x, y);
    }

    /** Predicts what sees a node that is left out while it moves: W x + b as it was in the forward pass, and what errors add to it. */
    private int fromStanding(Predict act) {
        int node = act.node();
        int base = all.buffers.of(Extra.BASE, node, 0);
        int x = all.buffers.of(act.operands().get(0));
        all.setInput(node, 0, x);
        if (act.operands().get(0).kind() != Kind.VALUE) {
            ops.add(new Op.Predict(x, all.weight(node, 0), all.bias(node, 0), base));
            return base;
        }
        ops.add(new Op.Gram(all.buffers.of(Extra.GATHERED, node, 0), all.weight(node, 0), base, prediction(node)));
        return prediction(node);
    }

    /** Forms the error and the value of a node that was left out while it moved. */
    void bringBack(Standing left) {
        int node = left.node();
        int gathered = all.buffers.of(Extra.GATHERED, left.child(), 0);
        ops.add(new Op.Feed(gathered, all.weightFedBack(left.child(), 0), Program.NONE, error(node)));
        ops.add(new Op.AddScaled(prediction(node), 1, error(node), all.buffers.of(new Slot(Kind.VALUE, node))));
    }

    void materialize(Materialize act, List<Op> to) throws NotDense {
        int node = act.node();
        if (all.standing(node).isPresent()) {
            // Its value is formed when it has moved for the last time.
            require(act.readsError(), "a value that does not move");
            return;
        }
        int value = all.buffers.of(new Slot(Kind.VALUE, node));
        to.add(
                act.readsError()
                        ? new Op.AddScaled(prediction(node), 1, error(node), value)
                        : new Op.Scale(prediction(node), 1, value));
    }

    void error(OutputError act) throws NotDense {
        int node = act.node();
        DenseLoss loss = all.loss(all.network.node(node));
        ops.add(new Op.OutputError(loss, prediction(node), all.buffers.of(act.against()), error(node)));
        for (Slot mask : act.mask()) {
            ops.add(
                    loss.kind() == DenseLoss.Kind.CROSS_ENTROPY
                            ? new Op.WeighRows(error(node), all.buffers.of(mask), error(node))
                            : new Op.Weigh(error(node), all.buffers.of(mask), error(node)));
        }
    }

    void error(StateError act) {
        ops.add(new Op.Subtract(all.buffers.of(act.value()), prediction(act.node()), error(act.node())));
    }

    void weigh(Weigh act) throws NotDense {
        double precision = all.plan.hasTarget(act.node()) ? 1 : all.precision(act.node());
        ops.add(new Op.Scale(all.buffers.of(act.error()), precision * act.factor(), all.buffers.of(act.to())));
    }

    void nudge(Nudge act) {
        int nudged = all.buffers.of(new Slot(Kind.NUDGED, act.node()));
        ops.add(new Op.Subtract(all.buffers.of(new Slot(Kind.TARGET, act.node())), prediction(act.node()), nudged));
        ops.add(new Op.AddScaled(prediction(act.node()), act.beta(), nudged, nudged));
    }

    void measure(MeasureEnergy act) throws NotDense {
        Slot first = act.of().get(0);
        if (first.kind() == Kind.ERROR) {
            ops.add(new Op.MeasureError(act.node(), all.precision(act.node()), all.buffers.of(first)));
            return;
        }
        Slot target = act.of().get(1);
        int weights =
                act.of().size() == 2 ? Program.NONE : all.buffers.of(act.of().get(2));
        DenseLoss loss = all.loss(all.network.node(act.node()));
        boolean ofTarget = target.kind() == Kind.TARGET;
        ops.add(new Op.MeasureLoss(loss, act.node(), all.buffers.of(first), all.buffers.of(target), weights, ofTarget));
    }
}
