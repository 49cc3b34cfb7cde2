package org.pcn4j.train.fetch;

import java.nio.channels.ClosedByInterruptException;

/** Tells of an interrupted thread as methods that wait do: by an exception, and no longer by the thread's mark. */
final class Interruption {
    private Interruption() {}

    /** Takes the current thread's mark away and returns what is to be thrown instead. */
    static InterruptedException of(ClosedByInterruptException cause) {
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("while reading or writing a file");
        interrupted.initCause(cause);
        return interrupted;
    }
}
