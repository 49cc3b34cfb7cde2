package org.pcn4j.inference.plan;

import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Uses.Use;

/**
 * Where news crosses the whole graph within a time, what is wanted of a time follows from other things of the same time: a
 * node's feedback from all of its descendants', a value from all of its ancestors'. Each is followed by one walk over the
 * nodes, parents before children or children before parents, and nothing is followed twice.
 */
final class Sweep {
    private final Question question;
    private final Rewrites rewrites;
    private final int nodes;

    Sweep(Question question, Rewrites rewrites) {
        this.question = question;
        this.rewrites = rewrites;
        this.nodes = question.network().nodes().size();
    }

    /** Wants the pullbacks that the wanted feedback is made of, and the feedback that they pull back. */
    void wantPullbacks(Draft draft) {
        for (int i = 0; i < nodes && question.sweeps(); i++) {
            if (!draft.collected.contains(i)) {
                continue;
            }
            for (Use use : rewrites.feedback(i, draft.time)) {
                draft.pull(use.child()).uses.add(use.index());
                if (question.moves(use.child())) {
                    draft.collected.add(use.child());
                }
            }
        }
    }

    /** Wants the predictions and errors that the wanted values are made of, and the values that they are predicted from. */
    void wantPredictions(Demand demand, Draft draft) {
        for (int i = nodes - 1; i >= 0 && question.sweeps(); i--) {
            if (draft.swept.contains(i)) {
                demand.wantPrediction(draft, i);
                if (rewrites.operand(i, draft.time).kind() == Kind.VALUE) {
                    demand.wantHeardError(draft, i);
                }
            }
        }
    }
}
