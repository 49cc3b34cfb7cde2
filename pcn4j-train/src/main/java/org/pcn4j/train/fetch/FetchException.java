package org.pcn4j.train.fetch;

/** Says in one line why data could not be fetched or found: which file, where, what was expected and what was found. */
public final class FetchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception that no other exception caused.
     *
     * @param message one line, without a line break
     */
    public FetchException(String message) {
        super(message);
    }

    /**
     * Creates an exception caused by a failed read, write or request.
     *
     * @param message one line, without a line break
     * @param cause what the platform reported
     */
    public FetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
