package org.pcn4j.inference.schedule;

/** What inference predicts from. */
public enum Predictions {
    /** Predictions follow the values as they move. */
    LIVE,
    /** Predictions, and the values and Jacobians that pullbacks use, stay those of the forward pass. */
    FIXED
}
