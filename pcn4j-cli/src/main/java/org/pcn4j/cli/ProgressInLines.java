package org.pcn4j.cli;

import java.io.PrintWriter;

/** A line every tenth of the way, for files, pipes and build servers. */
final class ProgressInLines extends Progress {
    private static final int LINES = 10;

    private final String title;
    private final long updates;
    private final PrintWriter err;
    private long lines;

    ProgressInLines(String title, long updates, Interruption interruption, PrintWriter err) {
        super(interruption);
        this.title = title;
        this.updates = updates;
        this.err = err;
    }

    @Override
    void show(long update) {
        long due = update / Math.max(1, (updates + LINES - 1) / LINES);
        if (due > lines) {
            lines = due;
            err.println(title + ": update " + update + " of " + updates + ", loss " + String.join(", ", losses()));
            err.flush();
        }
    }

    @Override
    public void close() {}
}
