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
 * @param judged all evaluations so far
 */
record Position(long update, List<Judged> judged) {
    static final Position BEGINNING = new Position(0, List.of());

    Position {
        judged = List.copyOf(judged);
    }

    Position updated() {
        return new Position(update + 1, judged);
    }

    Position judged(Evaluation evaluation) {
        List<Judged> all = new ArrayList<>(judged);
        all.add(new Judged(update, evaluation));
        return new Position(update, all);
    }

    List<Evaluation> evaluations() {
        return judged.stream().map(Judged::evaluation).toList();
    }

    /** Tells whether it was judged after the last update, not only after earlier ones. */
    boolean isJudged() {
        return !judged.isEmpty() && judged.get(judged.size() - 1).update() == update;
    }

    /** Returns after how many updates the loss on the validation samples was least, the first time if several were. */
    OptionalLong best() {
        // Double.compare takes NaN for the greatest.
        return judged.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Collections.min(
                                judged,
                                Comparator.comparingDouble(
                                        each -> each.evaluation().loss()))
                        .update());
    }

    /** Returns how many evaluations have been made since the best one. */
    int waited() {
        long best = best().orElse(0);
        return (int) judged.stream().filter(each -> each.update() > best).count();
    }
}
