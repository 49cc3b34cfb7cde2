package org.pcn4j.cli;

import java.util.Locale;

/** Sizes of files in words. */
final class ByteCount {
    private static final long KILO = 1000;
    private static final long MEGA = 1_000_000;

    private ByteCount() {}

    /** Returns so many bytes as bytes, kilobytes or megabytes, with one digit after the point. */
    static String of(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        return bytes < MEGA / 10
                ? String.format(Locale.ROOT, "%.1f kB", (double) bytes / KILO)
                : String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGA);
    }
}
