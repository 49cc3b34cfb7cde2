package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;

/** A bar that moves, on standard error; it is gone when the work is done. */
final class ProgressOnTerminal extends Progress {
    private final String title;
    private final long updates;
    private final Pace pace = Pace.from(0);
    private final TerminalBar bar;
    private volatile BarLine line;

    ProgressOnTerminal(String title, long updates, Interruption interruption, Terminal terminal) {
        super(interruption);
        this.title = title;
        this.updates = updates;
        this.line = new BarLine(title, 0, List.of());
        this.bar = TerminalBar.begin(terminal, () -> line);
    }

    @Override
    void show(long update) {
        List<String> notes = new ArrayList<>();
        pace.left(update, updates).ifPresent(left -> notes.add(left + " left"));
        List<String> losses = losses();
        for (int i = 0; i < losses.size(); i++) {
            notes.add(i == 0 ? "loss " + losses.get(i) : losses.get(i));
        }
        line = new BarLine(title, (double) update / updates, notes);
    }

    @Override
    public void testing(String rule) {
        line = new BarLine(title, 1, List.of("testing " + rule));
    }

    @Override
    public void close() {
        bar.close();
    }
}
