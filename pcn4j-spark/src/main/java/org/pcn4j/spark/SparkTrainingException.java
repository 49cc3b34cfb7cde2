package org.pcn4j.spark;

import org.pcn4j.train.file.OneLine;

/** A training by Spark cannot begin or go on; the message says why, in one line. */
public final class SparkTrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public SparkTrainingException(String message) {
        super(OneLine.joined(message));
    }

    /** Says what is wrong, and what it comes from. */
    public SparkTrainingException(String message, Throwable cause) {
        super(OneLine.joined(message), cause);
    }
}
