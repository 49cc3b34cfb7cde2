package org.pcn4j.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.Work;
import org.jspecify.annotations.Nullable;

/** Collectives of the library, waited for as long as all ranks are there. */
final class Works implements NetworkExchange.Waiting {
    private final Heartbeats heartbeats;
    private long slice = 200;
    private volatile boolean over;

    Works(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    /** Looks so often whether all ranks are still there, while it waits. */
    void lookEvery(long millis) {
        slice = millis;
    }

    /** There are to be no more. */
    void end() {
        over = true;
    }

    /** Tells whether there are no more: they were ended, or one could not be done, as a rank was lost. */
    boolean areOver() {
        return over;
    }

    @Override
    public Work begin(String what, Supplier<Work> call) {
        requireWhole();
        return Native.call(what, call);
    }

    @Override
    public void await(Work work) {
        try (Milliseconds some = new Milliseconds(slice)) {
            while (true) {
                try {
                    work._wait(some);
                } catch (RuntimeException e) {
                    // It may have come to its end since the time was up.
                    if (!work.isCompleted()) {
                        requireWhole();
                        continue;
                    } else if (!work.isSuccess()) {
                        throw lost(e);
                    }
                }
                work.close();
                return;
            }
        }
    }

    /** Throws where a rank is lost. */
    void requireWhole() {
        heartbeats.failure().ifPresent(why -> {
            throw lost(why, null);
        });
    }

    /** Tells whether a rank is lost. */
    boolean isLost() {
        return heartbeats.failure().isPresent();
    }

    /** Finds out why something failed that needs all ranks, which takes as long as the patience at most. */
    RankException lost(RuntimeException e) {
        return lost(heartbeats.awaitFailure().orElseGet(() -> TensorException.firstLine(e)), e);
    }

    private RankException lost(String why, @Nullable Throwable cause) {
        over = true;
        return cause == null ? new RankException(why) : new RankException(why, cause);
    }
}
