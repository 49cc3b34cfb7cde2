package org.pcn4j.inference.plan;

import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Parents;

/**
 * What a node's Δθ is pulled from when it learns: the prediction and the error of that time, or others that were kept for it,
 * as the schedule's {@link Parents} say.
 */
final class Lesson {
    private final Question question;
    private final Rewrites rewrites;
    private final Parents parents;

    Lesson(Question question, Rewrites rewrites) {
        this.question = question;
        this.rewrites = rewrites;
        this.parents = question.schedule().parents();
    }

    /** Whether there is anything to learn: an error that can be non-zero. */
    boolean isPresent(int node, int time) {
        if (followsError()) {
            return time > 0 && rewrites.errorHeard(node, time - 1);
        }
        if (refersToForward(node, time)) {
            return !question.moves(node) || rewrites.valueMayDiffer(node, time);
        }
        return isPlain() ? rewrites.errorPresent(node, time) : rewrites.errorHeard(node, time);
    }

    /** Whether the error is that of no time's energy, so that the schedule's weights by time have no part in it. */
    boolean isPlain() {
        return parents == Parents.FORWARD && question.weighsByTime();
    }

    /** Whether the error that is learned from is that of the time before, kept while values moved. */
    boolean followsError() {
        return parents == Parents.NEXT;
    }

    /**
     * Whether the forward pass's prediction is not the one that the error of this time refers to. Where the error is the state,
     * or an output's prediction stands, it is.
     */
    boolean refersToForward(int node, int time) {
        boolean same = question.moves(node) ? rewrites.errorIsState(node, time) : rewrites.predictionStands(node, time);
        return parents == Parents.FORWARD && !same;
    }

    /**
     * Whether Δθ is pulled through the forward pass's prediction, which another one has replaced. Where news crosses the whole
     * graph it may be without the error referring to it, which is a state by definition.
     */
    boolean pullsThroughForward(int node, int time) {
        boolean moved = question.sweeps() && !rewrites.predictionStands(node, time);
        return refersToForward(node, time) || (parents == Parents.FORWARD && moved);
    }

    /** Where the prediction stands that Δθ is pulled through. */
    Slot prediction(int node, int time) {
        return pullsThroughForward(node, time) ? new Slot(Kind.FORWARD, node) : Slot.prediction(node);
    }

    /** Where the error stands that Δθ is pulled from. */
    Slot error(int node, int time) {
        boolean kept = followsError() || refersToForward(node, time) || isPlain();
        return kept ? Slot.kept(node) : rewrites.learnedFrom(node, time);
    }

    /** Where the value stands that is compared with the prediction of the forward pass. */
    Slot value(int node, int time) {
        return question.hasTarget(node) ? rewrites.target(node) : rewrites.operand(node, time);
    }
}
