package org.pcn4j.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices Ctrl-C, and holds the process back from ending until what was measured is told. The JVM answers Ctrl-C by
 * running its shutdown hooks while the program goes on; so the hook asks the program to come to an end, and waits for it.
 */
final class Interruption implements AutoCloseable {
    /** The exit status of a process that was interrupted; the JVM's own when Ctrl-C ends it. */
    static final int EXIT_CODE = 130;

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook = new Thread(this::holdBack, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /** Begins to watch for Ctrl-C. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            interruption.requested = true;
        }
        return interruption;
    }

    boolean isRequested() {
        return requested;
    }

    private void holdBack() {
        requested = true;
        try {
            // An end, even if an update hangs.
            boolean unused = told.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the process end. */
    @Override
    public void close() {
        told.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending already, and the hook no longer waits.
            }
        }
    }
}
