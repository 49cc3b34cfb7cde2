package org.pcn4j.train.experiment;

import org.pcn4j.train.file.OneLine;

/** Says in one line why an experiment cannot be run: which of its parts do not fit, what was expected, what was found. */
public final class ExperimentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception. Control characters in the message become question marks.
     *
     * @param message what does not fit
     */
    public ExperimentException(String message) {
        super(OneLine.of(message));
    }

    /**
     * Creates an exception with its cause.
     *
     * @param message what does not fit
     * @param cause who found it
     */
    public ExperimentException(String message, Throwable cause) {
        super(OneLine.of(message), cause);
    }
}
