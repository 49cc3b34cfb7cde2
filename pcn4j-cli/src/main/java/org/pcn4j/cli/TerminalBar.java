package org.pcn4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line on a terminal that is drawn anew five times a second, by a thread of its own, and is gone in the end. It never
 * takes more than one row, however narrow the window becomes: the terminal is told not to wrap it, and the cursor waits at
 * its beginning, so that what a terminal wraps by itself on resizing lies below and is wiped away.
 */
final class TerminalBar implements AutoCloseable {
    private static final int REFRESH_MILLIS = 200;
    private static final String ESCAPE = "\u001B[";
    private static final String WRAP_NOT = ESCAPE + "?7l";
    private static final String WRAP = ESCAPE + "?7h";
    private static final String WIPE = ESCAPE + "J";

    private final PrintStream out;
    private final TerminalWidth width;
    private final Supplier<BarLine> line;
    private final ScheduledExecutorService clock;

    private TerminalBar(PrintStream out, TerminalWidth width, Supplier<BarLine> line) {
        this.out = out;
        this.width = width;
        this.line = line;
        this.clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "pcn4j-bar");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to draw on standard error.
     *
     * @param line is asked for what to draw, on another thread
     */
    static TerminalBar begin(Terminal terminal, Supplier<BarLine> line) {
        return begin(new FileOutputStream(FileDescriptor.err), TerminalWidth.following(terminal.columns()), line);
    }

    /** Begins to draw, and closes the width in the end. */
    static TerminalBar begin(OutputStream out, TerminalWidth width, Supplier<BarLine> line) {
        TerminalBar bar = new TerminalBar(new PrintStream(out, false, StandardCharsets.UTF_8), width, line);
        ScheduledFuture<?> unused =
                bar.clock.scheduleWithFixedDelay(bar::draw, 0, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
        return bar;
    }

    private synchronized void draw() {
        if (!clock.isShutdown()) {
            out.print(WRAP_NOT + line.get().of(width.columns() - 1) + WIPE + "\r" + WRAP);
            out.flush();
        }
    }

    /** Wipes the line away. */
    @Override
    public synchronized void close() {
        if (!clock.isShutdown()) {
            clock.shutdownNow();
            width.close();
            // Wiped from the second column on: from the first, at the top, tmux keeps the line in its history.
            out.print("\r " + WIPE + "\r");
            out.flush();
        }
    }
}
