package org.pcn4j.inference.plan;

import org.pcn4j.network.Node;

/**
 * One time, as a rule is defined. At t = 0 … T, for all nodes at once:
 *
 * <pre>
 * predict    μ ← f(x of the parents; θ)
 * error      ε ← x − μ;  of an output that is held e ← −∂ℓ/∂μ
 * pull back  contributions (∂f/∂x)ᵀ πε to every parent that moves, if t &lt; T;  Δθ = (∂f/∂θ)ᵀ πε, if the node learns at t
 * relax      x ← x + step(Σ contributions of the children − πε), if it moves and t &lt; T
 * apply      θ ← θ + Δθ / B, of the parameters whose last contribution has come
 * </pre>
 *
 * <p>Where news crosses the whole graph within a time, nodes predict one after the other, x ← μ + ε, and what is pulled back
 * is the sum of the children's contributions, from the outputs to the roots; then ε relaxes.
 *
 * <p>{@link Demand} wants of a time what is needed of it; this class wants everything.
 */
final class Rounds {
    private final Question question;
    private final Uses uses;

    Rounds(Question question, Uses uses) {
        this.question = question;
        this.uses = uses;
    }

    /** Wants everything that a time does. What learns is wanted by the learning. */
    void everything(Demand demand, Draft draft) {
        for (Node node : question.network().nodes()) {
            int i = node.index();
            if (question.moves(i)) {
                demand.wantState(draft, i);
                if (question.sweeps() && draft.time < question.end()) {
                    demand.wantFeedback(draft, i);
                }
            }
            if (!question.hasError(i)) {
                continue;
            }
            demand.wantPrediction(draft, i);
            demand.wantHeardError(draft, i);
            for (int k = 0; k < uses.count(i) && !question.sweeps() && isHeard(i, draft.time); k++) {
                int use = uses.input(i, k);
                if (question.moves(uses.parentOf(use))) {
                    draft.pull(i).uses.add(use);
                }
            }
        }
    }

    private boolean isHeard(int node, int time) {
        return time < question.end() && question.factor(node, time) != 0;
    }
}
