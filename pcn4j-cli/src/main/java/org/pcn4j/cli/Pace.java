package org.pcn4j.cli;

import java.util.Optional;
import org.pcn4j.train.run.TimeInWords;

/** How fast something goes on since it began. */
final class Pace {
    private static final double NANOS = 1e9;

    private final long first;
    private final long since = System.nanoTime();

    private Pace(long first) {
        this.first = first;
    }

    /** Begins now, when so many are done. */
    static Pace from(long done) {
        return new Pace(done);
    }

    /** Returns how many a second there were. */
    double perSecond(long done) {
        return (done - first) / ((System.nanoTime() - since) / NANOS);
    }

    /** Returns how long the rest takes at this pace, in words; nothing as long as there is none. */
    Optional<String> left(long done, long all) {
        return timeFor(all - done, perSecond(done));
    }

    /** Returns how long so many take, in words; nothing where nothing moves. */
    static Optional<String> timeFor(long rest, double perSecond) {
        return perSecond > 0 ? Optional.of(TimeInWords.of(Math.max(0, rest), perSecond)) : Optional.empty();
    }
}
