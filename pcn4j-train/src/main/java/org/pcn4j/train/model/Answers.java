package org.pcn4j.train.model;

/** What a network answers. */
public enum Answers {
    /** Classes, one a sample or one a place: evaluated by how many are right. */
    CLASSES,
    /** Numbers: evaluated by the loss. */
    NUMBERS;

    /** Returns the default loss of such answers. */
    public LossChoice defaultLoss() {
        return this == CLASSES ? LossChoice.CROSS_ENTROPY : LossChoice.SQUARED_ERROR;
    }

    /**
     * Makes sure that a loss can score such answers.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public void require(LossChoice loss) {
        if (this == NUMBERS && loss.takesSoftmax()) {
            throw new IllegalArgumentException(
                    loss.label() + " scores classes, but the model answers with numbers: expected "
                            + defaultLoss().label());
        }
    }
}
