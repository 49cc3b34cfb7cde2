package org.pcn4j.function;

/** Shapes or tensors that do not fit. The message, one line, says what was expected and what was found. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a one-line message. */
    public ShapeException(String message) {
        super(message);
    }
}
