package org.pcn4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport.Failure;

/** Shows how far a comparison has come, and ends it early on Ctrl-C. */
abstract class Progress implements ComparisonListener, AutoCloseable {
    private static final double LARGE = 1e5;

    private final Interruption interruption;
    private final Map<String, String> latest = new LinkedHashMap<>();

    Progress(Interruption interruption) {
        this.interruption = interruption;
    }

    /**
     * Begins to show the progress of one model.
     *
     * @param title of the model
     * @param updates that will be done
     * @param err where to
     */
    static Progress of(Terminal terminal, String title, long updates, Interruption interruption, PrintWriter err) {
        return terminal.animated()
                ? new ProgressOnTerminal(title, updates, interruption, terminal)
                : new ProgressInLines(title, updates, interruption, err);
    }

    /** Shows that so many rounds of updates have begun. */
    abstract void show(long update);

    /** Returns the latest losses, rule by rule. */
    final List<String> losses() {
        return latest.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    @Override
    public void updated(String rule, long update, double loss) {
        if (latest.containsKey(rule) && latest.keySet().iterator().next().equals(rule)) {
            // The first rule of a round: now every loss of the round before is known.
            show(update - 1);
        }
        latest.put(rule, String.format(Locale.ROOT, loss < LARGE ? "%.3f" : "%.3e", loss));
    }

    @Override
    public void failed(Failure failure) {
        latest.put(failure.rule(), "stopped");
    }

    @Override
    public boolean isCancelled() {
        return interruption.isRequested();
    }

    @Override
    public abstract void close();
}
