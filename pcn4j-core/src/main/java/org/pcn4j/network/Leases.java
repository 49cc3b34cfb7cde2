package org.pcn4j.network;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses something, and frees it, once, when it is closed and nobody uses it any more. Thread-safe. */
final class Leases {
    /** Added to the number of leases when the thing is closed, so that both change in one step. */
    private static final int CLOSED = Integer.MIN_VALUE;

    private final AtomicInteger state = new AtomicInteger();
    private final String subject;
    private final Runnable free;

    /**
     * Begins without leases.
     *
     * @param subject what is leased, for messages
     * @param free frees it
     */
    Leases(String subject, Runnable free) {
        this.subject = subject;
        this.free = free;
    }

    /**
     * Begins a lease.
     *
     * @throws IllegalStateException if the thing is closed
     */
    Lease begin() {
        return begun(state.getAndUpdate(now -> now < 0 ? now : now + 1) >= 0);
    }

    /**
     * Begins a lease within another one, which may have begun before the thing was closed.
     *
     * @throws IllegalStateException if the thing is closed and there is no other lease
     */
    Lease beginWithin() {
        return begun(state.getAndUpdate(now -> now == CLOSED ? now : now + 1) != CLOSED);
    }

    private Lease begun(boolean counted) {
        if (!counted) {
            throw new IllegalStateException(subject + " are used after they were closed");
        }
        return new Lease(this);
    }

    void end() {
        if (state.decrementAndGet() == CLOSED) {
            free.run();
        }
    }

    /** Frees the thing, or has the last lease do so. Closing twice does nothing. */
    void close() {
        if (state.getAndUpdate(now -> now < 0 ? now : now + CLOSED) == 0) {
            free.run();
        }
    }
}
