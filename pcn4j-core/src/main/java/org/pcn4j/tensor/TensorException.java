package org.pcn4j.tensor;

/** A tensor operation that could not be carried out. The message is one line; the native error, if any, is the cause. */
public final class TensorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a one-line message. */
    public TensorException(String message) {
        super(message);
    }

    /** Creates an exception with a one-line message and the native error behind it. */
    public TensorException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the first line of an error's message, or what kind of error it is. */
    static String firstLine(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return message.lines().findFirst().orElse(error.getClass().getSimpleName());
    }
}
