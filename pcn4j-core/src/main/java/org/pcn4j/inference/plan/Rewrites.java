package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Uses.Use;
import org.pcn4j.network.Node;

/**
 * Where the tensors of a round stand, and which of them need not be computed: the passes, each with its reason. As a rule is
 * defined, a node predicts at every time, its error is x − μ, and every error is pulled back.
 *
 * <p>A free node's state is its error while its prediction stands still, and its value once the prediction has moved. The
 * error that arrives at a time by relaxation always refers to the prediction that stood until then.
 */
final class Rewrites {
    private final Question question;
    private final Known known;
    private final Uses uses;
    private final Set<Pass> passes;
    private final boolean errorsSettle;

    Rewrites(Question question, Known known, Uses uses, Set<Pass> passes) {
        this.question = question;
        this.known = known;
        this.uses = uses;
        this.passes = passes;
        // Asked of every node at every time, so it is found out once.
        this.errorsSettle = !question.live()
                && passes.contains(Pass.SETTLED_ERRORS)
                && passes.contains(Pass.DEMAND)
                && question.allForget();
    }

    /**
     * Whether the prediction at a time is still that of the forward pass, and is not made anew. Its operands have not
     * changed, so it would be the same: {@link Pass#STANDING_PREDICTIONS}; or predictions are fixed by definition.
     */
    boolean predictionStands(int node, int time) {
        boolean kept = !question.live() || passes.contains(Pass.STANDING_PREDICTIONS);
        return kept && time < known.prediction(node);
    }

    /**
     * The first time from which on a moving node's state is its value: when its prediction first differs. Until then
     * x' = x + γ(s − πε) is ε' = (1 − γπ)ε + γs, which does not round as (μ + δ) − μ does: {@link Pass#ERROR_IS_STATE}.
     * What does not begin at its prediction is a value from before the beginning. Where news crosses the whole graph, errors are
     * the state by definition; where errors follow, so are values.
     */
    int errorIsStateUntil(int node) {
        if (question.beginsElsewhere(node)) {
            return Block.BEFORE;
        } else if (question.sweeps()) {
            return Known.NEVER;
        } else if (question.errorsFollow()) {
            return 0;
        }
        return passes.contains(Pass.ERROR_IS_STATE) ? known.prediction(node) : 0;
    }

    boolean errorIsState(int node, int time) {
        return time < errorIsStateUntil(node);
    }

    /**
     * Whether the error has been what it is since the time of the node's level: with fixed predictions an error that forgets
     * is the sum of the children's from the time before, and the outputs' never change: {@link Pass#SETTLED_ERRORS}.
     */
    boolean errorSettled(int node, int time) {
        return errorsSettle && time > question.network().level(node);
    }

    /**
     * Whether the old error is read where errors are the state. It is forgotten at γπ = 1: {@link Pass#FORGOTTEN_ERRORS}; but
     * not where the force s − πε tells whether values rest.
     */
    private boolean keepsError(int node) {
        return !passes.contains(Pass.FORGOTTEN_ERRORS) || !question.forgets(node) || question.settles();
    }

    /**
     * Whether the error that arrives at a time, relative to the prediction that stood until then, can be non-zero; a zero
     * error is known to be: {@link Pass#ZERO_ERRORS}.
     */
    boolean relaxedErrorPresent(int node, int time) {
        return !passes.contains(Pass.ZERO_ERRORS)
                || question.learnsPrecision(node)
                || known.feedback(node) < time
                || (question.schedule().relaxation().draws() && time > 0)
                || (question.beginsWithError(node) && (time == 0 || keepsError(node)));
    }

    /** Whether a node with an error can have one other than zero. */
    boolean errorPresent(int node, int time) {
        return question.hasError(node)
                && (!question.moves(node) || !errorIsState(node, time) || relaxedErrorPresent(node, time));
    }

    /** Whether the value of a node that moves can differ from what the forward pass predicted. */
    boolean valueMayDiffer(int node, int time) {
        return !passes.contains(Pass.ZERO_ERRORS)
                || known.value(node) <= time
                || question.beginsWithError(node)
                || question.beginsElsewhere(node);
    }

    /** Whether a relaxation of an error reads the old one. */
    boolean readsError(int node, int time) {
        return keepsError(node) && errorPresent(node, time);
    }

    /**
     * Whether an error is weighted before anyone hears it: by a precision, which an output's loss has done itself unless it is
     * learned, or by the schedule.
     */
    boolean isWeighted(int node, int time) {
        return question.learnsPrecision(node) || !question.precision(node).isOne() || question.factor(node, time) != 1;
    }

    /** Whether the schedule counts a node's error at a time. */
    boolean isCounted(int node, int time) {
        return question.factor(node, time) != 0;
    }

    /** Whether others hear of a node's error. */
    boolean errorHeard(int node, int time) {
        return isCounted(node, time) && errorPresent(node, time);
    }

    /** Where the error stands that moves values and that is learned from. */
    Slot heardError(int node) {
        return question.errorsFollow() ? Slot.dynamic(node) : Slot.error(node);
    }

    /** Where πε stands. */
    Slot weightedError(int node, int time) {
        return isWeighted(node, time) ? new Slot(Kind.WEIGHTED, node) : heardError(node);
    }

    /** What an output is held to. */
    Slot target(int node) {
        return question.isNudged(node) ? new Slot(Kind.NUDGED, node) : Slot.target(node);
    }

    List<Slot> mask(int node) {
        return question.isMasked(node) ? List.of(new Slot(Kind.MASK, node)) : List.of();
    }

    /** Where a node's value stands at a time. */
    Slot operand(int node, int time) {
        if (question.isHeld(node)) {
            return Slot.input(node);
        } else if (question.hasTarget(node)) {
            return Slot.prediction(node);
        } else if (question.beginsElsewhere(node)) {
            return Slot.value(node);
        }
        boolean isPrediction = errorIsState(node, time) && !relaxedErrorPresent(node, time);
        return isPrediction ? Slot.prediction(node) : Slot.value(node);
    }

    /**
     * Where a node's value stands in the forward pass: what it is held to, or is predicted to be. Of roots, which have no
     * prediction, and of nodes that are held in part it is what they begin at.
     */
    Slot forwardOperand(int node) {
        if (question.isHeld(node)) {
            return Slot.input(node);
        }
        boolean begun = !question.hasError(node) || (question.moves(node) && question.isMasked(node));
        return begun ? Slot.value(node) : Slot.prediction(node);
    }

    /** Where the values stand that a node's prediction at a time is made from. */
    List<Slot> operands(int node, int time) {
        return question.network().node(node).parents().stream()
                .map(parent -> operand(parent, time))
                .toList();
    }

    /** Where the values stand that a node's prediction in the forward pass is made from. */
    List<Slot> forwardOperands(int index) {
        Node node = question.network().node(index);
        List<Slot> operands = new ArrayList<>();
        for (int k = 0; k < node.parents().size(); k++) {
            int parent = node.parents().get(k);
            operands.add(node.lateral().contains(k) ? new Slot(Kind.ZEROS, parent) : forwardOperand(parent));
        }
        return operands;
    }

    /** The uses of a node's value along which an error comes back at a time, in the order of their sum. */
    List<Use> feedback(int node, int time) {
        if (question.sweeps()) {
            return uses.of(node).stream()
                    .filter(use -> !question.moves(use.child()) || isHeard(use.child()))
                    .toList();
        }
        boolean all = !passes.contains(Pass.ZERO_ERRORS);
        return uses.of(node).stream()
                .filter(use -> all || (use.delay() <= time && errorPresent(use.child(), time - use.delay())))
                .filter(use -> isCounted(use.child(), time - use.delay()))
                .toList();
    }

    /** Whether anything ever comes back to a node, in a time and through the whole graph. */
    boolean isHeard(int node) {
        return known.feedback(node) != Known.NEVER;
    }

    /** Where stands what a node learns from: its error, or those of the units whose time it is. */
    Slot learnedFrom(int node, int time) {
        return question.zeroSteps().isPresent() ? Slot.gated(node) : weightedError(node, time);
    }

    /** Where what a node pulls back to its parents stands: its error or, where news goes on within a time, its feedback. */
    Slot pulledBack(int node, int time) {
        return question.sweeps() && question.moves(node) ? Slot.feedback(node) : weightedError(node, time);
    }

    /** When the contribution is made that arrives at a time: then, unless it is delayed or has been settled before. */
    int madeAt(Use use, int time) {
        int made = time - use.delay();
        return errorSettled(use.child(), made) ? question.network().level(use.child()) : made;
    }
}
