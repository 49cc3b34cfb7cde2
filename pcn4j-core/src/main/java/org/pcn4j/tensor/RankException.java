package org.pcn4j.tensor;

/** Other ranks cannot be reached any more, or do not fit this one. The message is one line and names the rank, where it is known. */
public final class RankException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a one-line message. */
    public RankException(String message) {
        super(message);
    }

    /** Creates an exception with a one-line message and the native error behind it. */
    public RankException(String message, Throwable cause) {
        super(message, cause);
    }
}
