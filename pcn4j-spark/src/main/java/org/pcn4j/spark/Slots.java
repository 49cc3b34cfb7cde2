package org.pcn4j.spark;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.spark.SparkContext;

/**
 * How many tasks an application can run at the same time. A barrier stage needs one slot for each of its tasks; Spark by itself waits
 * for them for ten minutes before it fails.
 *
 * @param found how many there are now
 * @param rest how long executors may still take to come
 * @param settled how long after one has come others may
 */
record Slots(IntSupplier found, Duration rest, Duration settled) {
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(5);

    /** What Spark itself calls how long it waits for executors at the start, in words such as {@code 30s}. */
    private static final String START = "spark.scheduler.maxRegisteredResourcesWaitingTime";

    private static final String START_BY_DEFAULT = "30s";
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

    /**
     * Looks at an application.
     *
     * @throws SparkTrainingException if its executors come and go, in which case Spark refuses barrier stages
     */
    static Slots of(SparkContext context) {
        if (context.getConf().getBoolean(DYNAMIC, false)) {
            throw new SparkTrainingException(
                    "ranks train as a barrier stage, which Spark refuses where executors come and" + " go: expected "
                            + DYNAMIC + "=false and as many executors as needed");
        }
        long age = System.currentTimeMillis() - context.startTime();
        long start = context.getConf().getTimeAsMs(START, START_BY_DEFAULT);
        // What Spark's own check of barrier stages asks.
        return new Slots(
                () -> context.maxNumConcurrentTasks(
                        context.resourceProfileManager().defaultResourceProfile()),
                Duration.ofMillis(Math.max(0, start - age)),
                SETTLED);
    }

    /** Looks again, at any time. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Tells, once each time, when there are too few slots, as after an executor was lost: Spark waits then for as long as it takes.
     *
     * @param needed how many there must be
     * @param told hears it, on a thread of its own
     */
    Watch watch(int needed, Consumer<String> told) {
        AtomicBoolean over = new AtomicBoolean();
        Thread thread = new Thread(
                () -> {
                    boolean few = false;
                    while (!over.get()) {
                        int now = found.getAsInt();
                        if (now < needed && !few) {
                            told.accept("Spark waits for slots to try again: " + needed + " ranks need as many, found "
                                    + now);
                        }
                        few = now < needed;
                        LockSupport.parkNanos(LOOK_AGAIN);
                    }
                },
                "pcn4j slots");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            over.set(true);
            LockSupport.unpark(thread);
        };
    }

    /** Returns how many threads each task may use, as the application says. */
    static int cpusOfTask(SparkContext context) {
        return context.getConf().getInt("spark.task.cpus", 1);
    }

    /**
     * Returns how many ranks train. Where the application has just begun, executors have some seconds to come; after that it is told
     * at once what is missing.
     *
     * @param wanted how many are to; all slots, if it is not said
     * @throws SparkTrainingException if there are fewer slots
     */
    int ranks(OptionalInt wanted) {
        int now = awaited(wanted.orElse(Integer.MAX_VALUE));
        if (now < wanted.orElse(1)) {
            String ranks =
                    wanted.isEmpty() || wanted.getAsInt() == 1 ? "1 rank needs" : wanted.getAsInt() + " ranks need";
            throw new SparkTrainingException(
                    "Spark has too few slots for a barrier stage: " + ranks + " as many, found "
                            + now
                            + "; give it more executors or cores (spark.cores.max, spark.executor.cores, spark.task.cpus), or"
                            + " take fewer ranks");
        }
        return wanted.orElse(now);
    }

    private int awaited(int needed) {
        long begin = System.nanoTime();
        long changed = begin;
        int now = found.getAsInt();
        while (now < needed
                && System.nanoTime() - begin < rest.toNanos()
                && (now == 0 || System.nanoTime() - changed < settled.toNanos())) {
            LockSupport.parkNanos(NAP);
            int next = found.getAsInt();
            changed = next == now ? changed : System.nanoTime();
            now = next;
        }
        return now;
    }
}
