package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that help with the tasks of phases. Whoever runs a phase does what nobody has taken and waits only for tasks that someone
 * is doing, so a thread that gets no core holds nobody up. They are made when they are first needed, stay awake for a moment after a
 * phase, then sleep, and do not keep the process from ending.
 */
final class Crew {
    /** How often whoever waits looks before he sleeps. */
    private static final int SPINS = 20_000;

    /** A caller who looked more often than this for the end of others' tasks waited long. */
    private static final int LONG = 5_000;

    /** Nanoseconds of a caller's sleep before he looks again. */
    private static final long NAP = 20_000;

    private static final ReentrantLock TURN = new ReentrantLock();
    private static final List<Helper> HELPERS = new ArrayList<>();

    private Crew() {}

    /**
     * Takes the crew for some phases, if nobody has it.
     *
     * @param threads how many are to work, the caller among them
     * @return how many work: all or, where others have the crew, one
     */
    static int take(int threads) {
        if (threads == 1 || !TURN.tryLock()) {
            return 1;
        }
        while (HELPERS.size() < threads - 1) {
            HELPERS.add(new Helper(HELPERS.size() + 1));
        }
        return threads;
    }

    /** Gives the crew back, if it was taken. */
    static void giveBack() {
        if (TURN.isHeldByCurrentThread()) {
            TURN.unlock();
        }
    }

    /**
     * Runs a phase to its end.
     *
     * @param threads as {@link #take} returned them
     * @return whether all went well: someone helped, if anyone was to, and the caller did not wait long for what he had begun;
     *     otherwise he has no core of his own
     * @throws RuntimeException what a task threw
     */
    static boolean run(Phase phase, int threads) {
        int useful = Math.min(threads, phase.tasks());
        if (useful == 0) {
            return true;
        }
        phase.begin(useful);
        for (int i = 1; i < useful; i++) {
            HELPERS.get(i - 1).offer(phase);
        }
        int done = phase.help(0);
        int i = 0;
        for (; !phase.isOver(); i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(Crew.class, NAP);
            }
        }
        phase.rethrow();
        return useful == 1 || (done < phase.tasks() && i <= LONG);
    }

    private static final class Helper implements Runnable {
        private final int number;
        private final Thread thread;
        private volatile @Nullable Phase next;
        private volatile boolean sleeping;

        Helper(int number) {
            this.number = number;
            this.thread = new Thread(this, "pcn4j crew " + number);
            thread.setDaemon(true);
            thread.start();
        }

        void offer(Phase phase) {
            next = phase;
            if (sleeping) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            for (int i = 0; ; i++) {
                Phase phase = next;
                if (phase != null) {
                    next = null;
                    phase.help(number);
                    i = 0;
                } else if (i < SPINS) {
                    Thread.onSpinWait();
                } else {
                    sleeping = true;
                    if (next == null) {
                        LockSupport.park(this);
                    }
                    sleeping = false;
                }
            }
        }
    }
}
