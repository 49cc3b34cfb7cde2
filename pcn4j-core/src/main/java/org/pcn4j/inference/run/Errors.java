package org.pcn4j.inference.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Energy.Scored;
import org.pcn4j.inference.plan.ErrorAct.Follow;
import org.pcn4j.inference.plan.ErrorAct.ForwardError;
import org.pcn4j.inference.plan.ErrorAct.OutputError;
import org.pcn4j.inference.plan.ErrorAct.StateError;
import org.pcn4j.inference.plan.ErrorAct.Weigh;
import org.pcn4j.inference.plan.Instruction.Nudge;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;

/** The errors of a run's nodes, and the targets that they refer to. */
final class Errors {
    private final Plan plan;
    private final Places places;
    private final Parameters parameters;
    private final @Nullable Total[] totals;

    /** The energy of an output that came with its error, and what it is of. */
    private record Total(Tensor prediction, Tensor target, Tensor total) {
        boolean isOf(Tensor other, Tensor held) {
            return prediction == other && target == held;
        }
    }

    Errors(Plan plan, Places places, Parameters parameters) {
        this.plan = plan;
        this.places = places;
        this.parameters = parameters;
        this.totals = new Total[plan.network().nodes().size()];
    }

    private Tensor value(int node) {
        return places.get(new Slot(Kind.PREDICTION, node));
    }

    private static Slot error(int node) {
        return new Slot(Kind.ERROR, node);
    }

    private Energy energy(int node) {
        return plan.network().node(node).energy();
    }

    void ofOutput(OutputError act) {
        int node = act.node();
        Tensor prediction = value(node);
        if (act.mask().isEmpty()) {
            Tensor target = places.get(act.against());
            Optional<Scored> both = energy(node).scored(prediction, target);
            if (both.isPresent()) {
                totals[node] = new Total(prediction, target, both.get().total());
                places.put(error(node), both.get().error());
                return;
            }
        }
        places.put(error(node), ofLoss(node, prediction, act.against(), act.mask()));
    }

    /** Returns ℓ of an output, borrowed, if it came with the error of this prediction. */
    Optional<Tensor> total(int node, Tensor prediction, Tensor target) {
        Total known = totals[node];
        return known != null && known.isOf(prediction, target) ? Optional.of(known.total) : Optional.empty();
    }

    private Tensor ofLoss(int output, Tensor prediction, Slot against, List<Slot> mask) {
        Energy loss = energy(output);
        Tensor error = loss.error(prediction, places.get(against), 1);
        if (mask.isEmpty()) {
            return error;
        }
        try (error) {
            return loss.weighted(error, places.get(mask.get(0)));
        }
    }

    void ofState(StateError act) {
        places.put(error(act.node()), places.get(act.value()).sub(value(act.node())));
    }

    void weigh(Weigh act) {
        int node = act.node();
        Tensor error = places.get(act.error());
        boolean isDone = plan.hasTarget(node) && !energy(node).learnsPrecision();
        Tensor weighted = isDone ? error.share() : weighted(node, error);
        if (act.factor() == 1) {
            places.put(act.to(), weighted);
            return;
        }
        try (weighted) {
            places.put(act.to(), weighted.mul(act.factor()));
        }
    }

    void follow(Follow act) {
        Slot slot = new Slot(Kind.DYNAMIC, act.node());
        Tensor error = places.get(error(act.node()));
        places.put(
                slot,
                act.begins()
                        ? error.share()
                        : places.get(slot).mul(1 - act.gamma()).addInPlace(error, act.gamma()));
    }

    private Tensor weighted(int node, Tensor error) {
        List<Tensor> theta = plan.network().node(node).parameters().stream()
                .map(parameters.tensors()::get)
                .toList();
        return energy(node).weigh(error, theta);
    }

    void ofForwardPass(ForwardError act) {
        int node = act.node();
        Tensor prediction = places.get(new Slot(Kind.FORWARD, node));
        Slot to = new Slot(Kind.KEPT, node);
        if (plan.hasTarget(node) && !energy(node).learnsPrecision()) {
            places.put(to, ofLoss(node, prediction, act.value(), act.mask()));
            return;
        }
        try (Tensor error = places.get(act.value()).sub(prediction)) {
            places.put(to, weighted(node, error));
        }
    }

    /** Puts a nudged output's target into places: those of this run, or of one that is nudged the other way. */
    void nudge(Nudge act, double beta, Places to) {
        Tensor prediction = value(act.node());
        try (Tensor way = places.get(new Slot(Kind.TARGET, act.node())).sub(prediction)) {
            to.put(new Slot(Kind.NUDGED, act.node()), prediction.add(way, beta));
        }
    }
}
