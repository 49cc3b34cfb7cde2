package org.pcn4j.train.reproduce;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.pcn4j.train.file.LibraryVersion;
import org.pcn4j.train.file.Reason;

/** Does what is left of an item, and keeps every case that is done at once. */
final class Making {
    private static final double NANOS = 1e9;

    private final ReproductionListener listener;
    private final List<Case> left;
    private Work work;
    private int taken;
    private boolean failed;
    private boolean ended;

    Making(Work work, ReproductionListener listener) {
        this.work = work;
        this.listener = listener;
        this.left = work.cases().stream().filter(each -> !work.isDone(each)).toList();
    }

    /** Returns the item with all that is done by now. */
    synchronized Work work() {
        return work;
    }

    /** Tells whether a case failed. */
    synchronized boolean failed() {
        return failed;
    }

    /** Tells whether a case has come to an end before its time, so that no other is to go on. */
    synchronized boolean isEnded() {
        return ended;
    }

    /**
     * Does it. Nothing of it goes on when this returns.
     *
     * @param benches as many as cases may be done at a time
     * @throws InterruptedException if it was told to end, or the thread is interrupted
     * @throws ReproductionException if what is done cannot be kept
     */
    void run(List<Bench> benches) throws InterruptedException {
        int lanes = Math.min(benches.size(), left.size());
        if (lanes <= 1) {
            doAll(benches.get(0));
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(lanes, Making::thread);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (Bench bench : benches.subList(0, lanes)) {
                all.add(threads.submit(() -> {
                    doAll(bench);
                    return null;
                }));
            }
            throwAny(thrown(all));
        } finally {
            threads.shutdown();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pcn4j reproduction");
        thread.setDaemon(true);
        return thread;
    }

    /** Waits for all lanes, which an interruption tells to end, and returns what was thrown. */
    private List<Throwable> thrown(List<Future<Void>> lanes) {
        List<Throwable> thrown = new ArrayList<>();
        for (Future<Void> lane : lanes) {
            boolean over = false;
            while (!over) {
                try {
                    lane.get();
                    over = true;
                } catch (ExecutionException e) {
                    thrown.add(Objects.requireNonNull(e.getCause()));
                    over = true;
                } catch (InterruptedException e) {
                    end(false);
                    thrown.add(e);
                }
            }
        }
        return thrown;
    }

    /** Throws rather what failed than that others were told to end for it. */
    private static void throwAny(List<Throwable> thrown) throws InterruptedException {
        Optional<Throwable> failure = thrown.stream()
                .filter(each -> !(each instanceof InterruptedException))
                .findFirst();
        if (failure.isPresent()) {
            throwUnchecked(failure.get());
        }
        if (!thrown.isEmpty()) {
            throw new InterruptedException("the cases were told to end");
        }
    }

    private static void throwUnchecked(Throwable failure) {
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(failure);
    }

    /** Does one case after another, until none is left or one has come to an end before its time. */
    private void doAll(Bench bench) throws InterruptedException {
        boolean complete = false;
        try {
            for (Optional<Case> next = next(); next.isPresent(); next = next()) {
                bench.goOn();
                Case each = next.get();
                Work now = work();
                listener.began(
                        now.item(),
                        each,
                        now.cases().indexOf(each) + 1,
                        now.cases().size());
                keep(each, measured(bench, each));
            }
            complete = true;
        } finally {
            end(complete);
        }
    }

    private synchronized void end(boolean complete) {
        ended = ended || !complete;
    }

    private synchronized Optional<Case> next() {
        return ended || taken == left.size() ? Optional.empty() : Optional.of(left.get(taken++));
    }

    private synchronized void keep(Case each, Optional<Measured> found) {
        if (found.isPresent()) {
            work = work.with(found.get());
            work.results().write(work.file());
            listener.done(work.item(), each, found.get().seconds());
        } else {
            failed = true;
            listener.failed(work.item(), each);
        }
    }

    private Optional<Measured> measured(Bench bench, Case each) throws InterruptedException {
        long start = System.nanoTime();
        bench.begin(each);
        try {
            Numbers numbers = each.measurement().measure(bench);
            double seconds = (System.nanoTime() - start) / NANOS;
            return Optional.of(new Measured(
                    each.settings(),
                    each.seed(),
                    LibraryVersion.current(),
                    LocalDate.now(ZoneOffset.UTC).toString(),
                    Math.round(10 * seconds) / 10.0,
                    bench.threads().toString(),
                    bench.arithmetics(),
                    numbers.rows()));
        } catch (RuntimeException e) {
            bench.goOn();
            listener.said(work().item().name() + ": " + each.title() + ": it failed: " + Reason.of(e));
            return Optional.empty();
        }
    }
}
