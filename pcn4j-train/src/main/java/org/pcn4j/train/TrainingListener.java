package org.pcn4j.train;

/** Hears what happens while a network is trained, on the thread that trains. Every method does nothing unless overridden. */
public interface TrainingListener {
    /** Training begins. */
    default void began(Progress progress) {}

    /**
     * An update is done.
     *
     * @param loss of its batch, before the update, as a mean
     */
    default void updated(Progress progress, double loss) {}

    /** An epoch is done, and the network was judged. */
    default void evaluated(Progress progress, Evaluation evaluation) {}

    /** Training is over. */
    default void ended(Training training) {}
}
