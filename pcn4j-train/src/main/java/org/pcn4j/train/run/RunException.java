package org.pcn4j.train.run;

/** The folder of a run, or a file in it, cannot be written or read; the message says which and why, in one line. */
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public RunException(String message) {
        super(message.replaceAll("\\s*\\R\\s*", " "));
    }

    /** Says what is wrong, and what it comes from. */
    public RunException(String message, Throwable cause) {
        super(message.replaceAll("\\s*\\R\\s*", " "), cause);
    }
}
