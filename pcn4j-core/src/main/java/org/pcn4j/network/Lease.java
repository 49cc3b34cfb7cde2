package org.pcn4j.network;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use {@link Parameters} until the lease is closed: whoever closes the parameters meanwhile, on whatever
 * thread, does not wait, and their memory is freed when the last lease is over. Thread-safe.
 */
public final class Lease implements AutoCloseable {
    private final Leases among;
    private final AtomicBoolean over = new AtomicBoolean();

    Lease(Leases among) {
        this.among = among;
    }

    /** Ends the lease. Closing twice does nothing. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            among.end();
        }
    }
}
