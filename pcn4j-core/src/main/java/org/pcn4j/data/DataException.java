package org.pcn4j.data;

/**
 * Says in one line why data could not be read or written: which file, where in it, what was expected and what was
 * found.
 */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception that no other exception caused.
     *
     * @param message one line, without a line break
     */
    public DataException(String message) {
        super(message);
    }

    /**
     * Creates an exception caused by a failed read or write.
     *
     * @param message one line, without a line break
     * @param cause what the platform reported
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
