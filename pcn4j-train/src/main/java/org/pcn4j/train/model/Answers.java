package org.pcn4j.train.model;

import org.pcn4j.function.Energy;

/** What a network answers. */
public enum Answers {
    /** Classes, one a sample or one a place: evaluated by how many are right. */
    CLASSES,
    /** Numbers: evaluated by the loss. */
    NUMBERS;

    /** Returns the default loss of such answers. */
    public Made<Energy> defaultLoss() {
        return this == CLASSES ? Energies.CROSS_ENTROPY : Energies.SQUARED_ERROR;
    }

    /**
     * Makes sure that a loss can score such answers.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public void require(Made<Energy> loss) {
        if (this == NUMBERS && loss.it().takesSoftmax()) {
            throw new IllegalArgumentException(
                    loss.name() + " scores classes, but the model answers with numbers: expected "
                            + defaultLoss().name());
        }
    }
}
