package org.pcn4j.network;

/** A network that cannot be built. The message, one line, names the node, what was expected and what was found. */
public final class NetworkException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a one-line message. */
    public NetworkException(String message) {
        super(message);
    }

    NetworkException(String message, Throwable cause) {
        super(message, cause);
    }
}
