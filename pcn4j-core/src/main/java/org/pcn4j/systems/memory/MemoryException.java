package org.pcn4j.systems.memory;

/** A memory that cannot store or recall, as inference does not converge. The message is one line, and says what would help. */
public final class MemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MemoryException(String message) {
        super(message);
    }
}
