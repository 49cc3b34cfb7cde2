package org.pcn4j.train;

import java.util.List;

/**
 * What came of training.
 *
 * @param progress how far it came
 * @param end why it ended
 * @param evaluations after each epoch, if there was something to test on
 */
public record Training(Progress progress, End end, List<Evaluation> evaluations) {
    /** Why training ended. */
    public enum End {
        /** All updates are done. */
        COMPLETE,
        /** The evaluations have not become better for as many epochs as were to be waited. */
        NO_LONGER_BETTER,
        /** Whoever started it asked it to. */
        STOPPED
    }

    /** Copies the list. */
    public Training {
        evaluations = List.copyOf(evaluations);
    }
}
