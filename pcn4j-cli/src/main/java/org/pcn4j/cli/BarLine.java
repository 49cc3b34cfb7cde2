package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far something has come, as one line that fits into a terminal: a name, a bar, and beside it as many notes as leave
 * the bar its least width.
 *
 * @param title what goes on
 * @param share how much is done, from 0 to 1; NaN where nobody knows, and then there is no bar
 * @param notes the most important first; one for which there is no room is left out
 */
record BarLine(String title, double share, List<String> notes) {
    /** A bar gets so many cells before any note, and no more than the most. */
    static final int LEAST_CELLS = 10;

    private static final int MOST_CELLS = 40;
    private static final String SEPARATOR = " · ";
    private static final String FULL = "█";
    private static final String PARTS = "▏▎▍▌▋▊▉█";

    /** Returns the line, of at most so many characters. */
    String of(int columns) {
        String begin = Double.isNaN(share)
                ? title
                : String.format(Locale.ROOT, "%s %3d%% ", title, (int) Math.floor(100 * clamped()));
        int frame = Double.isNaN(share) ? 0 : 2;
        int room = columns - begin.length() - frame;
        String beside = beside(Double.isNaN(share) ? room : room - LEAST_CELLS);
        int cells = Math.min(MOST_CELLS, room - beside.length());
        String line =
                frame == 0 || cells < 1 ? begin.stripTrailing() + beside : begin + "│" + bar(cells) + "│" + beside;
        return line.length() <= columns ? line : line.substring(0, Math.max(0, columns));
    }

    private double clamped() {
        return Math.max(0, Math.min(1, share));
    }

    private String beside(int room) {
        List<String> fitting = new ArrayList<>();
        int taken = 0;
        for (String note : notes) {
            int wanted = (fitting.isEmpty() ? 1 : SEPARATOR.length()) + note.length();
            if (taken + wanted <= room) {
                fitting.add(note);
                taken += wanted;
            }
        }
        return fitting.isEmpty() ? "" : " " + String.join(SEPARATOR, fitting);
    }

    private String bar(int cells) {
        int eighths = (int) Math.floor(clamped() * cells * PARTS.length());
        int full = eighths / PARTS.length();
        int part = eighths % PARTS.length();
        String drawn = FULL.repeat(full) + (part == 0 ? "" : PARTS.substring(part - 1, part));
        return drawn + " ".repeat(cells - drawn.length());
    }
}
