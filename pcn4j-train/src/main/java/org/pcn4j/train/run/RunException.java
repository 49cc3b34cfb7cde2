package org.pcn4j.train.run;

import org.pcn4j.train.file.OneLine;

/** The folder of a run, or a file in it, cannot be written or read; the message says which and why, in one line. */
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public RunException(String message) {
        super(OneLine.joined(message));
    }

    /** Says what is wrong, and what it comes from. */
    public RunException(String message, Throwable cause) {
        super(OneLine.joined(message), cause);
    }
}
