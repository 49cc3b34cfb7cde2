package org.pcn4j.train.reproduce;

/** Results that cannot be read or written: where, and why, in one line. */
public final class ReproductionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReproductionException(String message, Throwable cause) {
        super(message, cause);
    }
}
