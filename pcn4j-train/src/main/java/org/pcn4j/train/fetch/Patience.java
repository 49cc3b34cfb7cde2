package org.pcn4j.train.fetch;

import java.time.Duration;
import java.util.Locale;

/**
 * How long a download waits before it gives up, and how often it asks again. Immutable; safe for use by several
 * threads.
 *
 * @param connect how long connecting to a mirror may take; more than 0
 * @param stall how long a mirror may send nothing; more than 0
 * @param rounds how often in a row a mirror that fails for a while may bring nothing before it is given up; at least 1
 * @param pause how long such a mirror is left alone after the first time, unless it says how long; after each further
 *     time twice as long; at least 0
 */
public record Patience(Duration connect, Duration stall, int rounds, Duration pause) {
    /** 10 seconds to connect, 20 without a byte, three times, with pauses of one second and of two. */
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), 3, Duration.ofSeconds(1));

    /** How long a mirror may ask to be left alone; whoever asks for more is not asked again. */
    static final Duration LONGEST_ASKED = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 5;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Patience {
        requirePositive("time to connect", connect);
        requirePositive("time without a byte", stall);
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds over the mirrors: expected at least 1, found " + rounds);
        }
        if (pause.isNegative()) {
            throw new IllegalArgumentException("pause between rounds: expected at least 0, found " + pause);
        }
    }

    private static void requirePositive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s: expected more than 0, found %s", what, duration));
        }
    }

    /** Returns how long to wait after so many times, at least one. */
    Duration pauseAfter(int round) {
        return pause.multipliedBy(1L << Math.min(round - 1, MOST_DOUBLINGS));
    }
}
