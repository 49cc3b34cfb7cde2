package org.pcn4j.cli;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices Ctrl-C, and lets the program come to an end by itself: it asks {@link #isRequested}, finishes and tells. A second
 * Ctrl-C ends the process at once. Where a JVM has no such signal, and when the process is asked to end otherwise, the JVM
 * runs its shutdown hooks while the program goes on; so a hook holds the process back until the program has come to its end.
 */
final class Interruption implements AutoCloseable {
    /** The exit status of a process that was interrupted; the JVM's own when Ctrl-C ends it. */
    static final int EXIT_CODE = 130;

    private static final long PATIENCE_SECONDS = 60;

    private final Runnable action;
    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook = new Thread(this::holdBack, "interruption");
    private Optional<SystemSignal> ctrlC = Optional.empty();
    private Optional<Thread> atWork = Optional.empty();
    private volatile boolean requested;

    private Interruption(Runnable action) {
        this.action = action;
    }

    /** Begins to watch for Ctrl-C. */
    static Interruption watch() {
        return watch(() -> {});
    }

    /**
     * Begins to watch for Ctrl-C.
     *
     * @param action is done when it comes, on another thread: quick
     */
    static Interruption watch(Runnable action) {
        Interruption interruption = new Interruption(action);
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            interruption.requested = true;
        }
        interruption.ctrlC = SystemSignal.handle("INT", interruption::pressed);
        return interruption;
    }

    boolean isRequested() {
        return requested;
    }

    /** Work that leaves nothing half-done, wherever it ends. */
    @FunctionalInterface
    interface Work<T> {
        T done() throws InterruptedException;
    }

    /**
     * Does work that Ctrl-C does not wait for, as fetching: this thread is interrupted while it is at it.
     *
     * @throws InterruptedException if Ctrl-C came before or while the work was done, whatever came of it
     */
    <T> T givingUp(Work<T> work) throws InterruptedException {
        try {
            begin(Optional.of(Thread.currentThread()));
            requireNotRequested();
            T result = work.done();
            requireNotRequested();
            return result;
        } catch (RuntimeException e) {
            // What an interrupted thread reads or writes fails in many ways.
            requireNotRequested();
            throw e;
        } finally {
            begin(Optional.empty());
            boolean unused = Thread.interrupted();
        }
    }

    private synchronized void begin(Optional<Thread> thread) {
        atWork = thread;
    }

    private void requireNotRequested() throws InterruptedException {
        if (requested) {
            throw new InterruptedException("by Ctrl-C");
        }
    }

    private synchronized void interrupt() {
        requested = true;
        atWork.ifPresent(Thread::interrupt);
    }

    private void pressed() {
        if (requested) {
            // Nothing is half-written: files are moved into place when they are whole.
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        interrupt();
        action.run();
    }

    private void holdBack() {
        interrupt();
        action.run();
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
        ctrlC.ifPresent(SystemSignal::release);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook no longer waits.
        }
    }
}
