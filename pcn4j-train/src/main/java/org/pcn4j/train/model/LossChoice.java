package org.pcn4j.train.model;

import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Loss;
import org.pcn4j.function.SquaredError;

/** The losses. */
public enum LossChoice {
    /** Half the squared distance from the number or from the one-hot class. */
    SQUARED_ERROR("squared-error"),
    /** The cross-entropy of a softmax. */
    CROSS_ENTROPY("cross-entropy");

    private final String label;

    LossChoice(String label) {
        this.label = label;
    }

    /** Returns how it is written. */
    public String label() {
        return label;
    }

    /** Returns the loss. */
    public Loss loss() {
        return this == SQUARED_ERROR ? new SquaredError() : new CrossEntropy();
    }
}
