package org.pcn4j.train;

import java.nio.file.Path;
import org.pcn4j.analysis.StepSize;

/** Hears what happens while a network is trained, on the thread that trains. Every method does nothing unless overridden. */
public interface TrainingListener {
    /**
     * Training goes on from a checkpoint; {@link #began} follows.
     *
     * @param progress at the checkpoint
     * @param checkpoint its file
     */
    default void resumed(Progress progress, Path checkpoint) {}

    /**
     * Something is not as it should be, but training goes on.
     *
     * @param warning one line
     */
    default void warned(String warning) {}

    /** Training begins, or goes on from this progress. */
    default void began(Progress progress) {}

    /**
     * An update is done.
     *
     * @param loss of its batch, before the update, as a mean
     */
    default void updated(Progress progress, double loss) {}

    /**
     * It was measured how large the step of the rule is: before its first update, and after each evaluation.
     *
     * @param rule its name
     */
    default void stepMeasured(Progress progress, String rule, StepSize step) {}

    /** The network was evaluated, as after each epoch unless it is told otherwise. */
    default void evaluated(Progress progress, Evaluation evaluation) {}

    /**
     * A checkpoint was written.
     *
     * @param checkpoint its file
     */
    default void saved(Progress progress, Path checkpoint) {}

    /** Training is over. */
    default void ended(Training training) {}
}
