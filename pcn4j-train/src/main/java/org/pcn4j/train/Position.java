package org.pcn4j.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far a training has come, besides the numbers in parameters and optimizer.
 *
 * @param update how many updates are done: with the seed, all that batches and chance depend on
 * @param evaluated all evaluations so far
 */
record Position(long update, List<DatedEvaluation> evaluated) {
    static final Position BEGINNING = new Position(0, List.of());

    Position {
        evaluated = List.copyOf(evaluated);
    }

    Position updated() {
        return new Position(update + 1, evaluated);
    }

    Position evaluated(Evaluation evaluation) {
        List<DatedEvaluation> all = new ArrayList<>(evaluated);
        all.add(new DatedEvaluation(update, evaluation));
        return new Position(update, all);
    }

    List<Evaluation> evaluations() {
        return evaluated.stream().map(DatedEvaluation::evaluation).toList();
    }

    /** Tells whether it was evaluated after the last update, not only after earlier ones. */
    boolean isEvaluated() {
        return !evaluated.isEmpty() && evaluated.get(evaluated.size() - 1).update() == update;
    }

    /** Returns after how many updates the loss on the validation samples was least, the first time if several were. */
    OptionalLong best() {
        // Double.compare takes NaN for the greatest.
        return evaluated.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Collections.min(
                                evaluated,
                                Comparator.comparingDouble(
                                        each -> each.evaluation().loss()))
                        .update());
    }

    /** Returns how many evaluations have been made since the best one. */
    int waited() {
        long best = best().orElse(0);
        return (int) evaluated.stream().filter(each -> each.update() > best).count();
    }
}
