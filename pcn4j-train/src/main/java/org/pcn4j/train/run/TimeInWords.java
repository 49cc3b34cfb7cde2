package org.pcn4j.train.run;

import java.time.Duration;
import java.util.Locale;

/** How long something takes or took, in its two largest units, as in {@code 45 s}, {@code 1 h 05 min} and {@code 2 d 3 h}. */
public final class TimeInWords {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    // Longer than this, nothing is known but that it is long.
    private static final long MOST_DAYS = 9_999;

    private TimeInWords() {}

    /** Says how long it is, by the second; a negative one counts as none. */
    public static String of(Duration duration) {
        long seconds = Math.max(0, duration.plusMillis(500).toSeconds());
        if (seconds < MINUTE) {
            return seconds + " s";
        } else if (seconds < HOUR) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / MINUTE, seconds % MINUTE);
        } else if (seconds < DAY) {
            return String.format(Locale.ROOT, "%d h %02d min", seconds / HOUR, seconds % HOUR / MINUTE);
        }
        long days = seconds / DAY;
        return days > MOST_DAYS
                ? "more than " + MOST_DAYS + " d"
                : String.format(Locale.ROOT, "%d d %d h", days, seconds % DAY / HOUR);
    }

    /**
     * Says how long so much work takes.
     *
     * @param work that is left, at least 0
     * @param rate how much of it is done in a second
     * @return {@code unknown} where the rate is not more than 0
     */
    public static String of(long work, double rate) {
        double seconds = work / rate;
        if (work > 0 && !(rate > 0)) {
            return "unknown";
        }
        return of(Duration.ofSeconds(Math.round(Math.min(seconds, (double) (MOST_DAYS + 1) * DAY))));
    }
}
