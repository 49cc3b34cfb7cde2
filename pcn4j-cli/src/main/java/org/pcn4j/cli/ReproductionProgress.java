package org.pcn4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.ReproductionListener;
import org.pcn4j.train.run.TimeInWords;

/** Shows how far a reproduction has come, and ends it early on Ctrl-C. */
abstract class ReproductionProgress implements ReproductionListener, AutoCloseable {
    private static final double NANOS = 1e9;
    /** What is less than this share of all, and took less than these seconds, tells nothing of the rest. */
    private static final double LITTLE = 0.05;

    private static final double SHORTLY = 10;

    private final Interruption interruption;
    private final PrintWriter out;
    private long since = System.nanoTime();
    /** From the one that began first. */
    private final Map<Case, Running> running = new LinkedHashMap<>();

    private double weight;
    private double done;
    /** What was done when the first case ended is left out of what is expected of others: it took the program's start as well. */
    private double first;

    /**
     * A case on its way.
     *
     * @param number which of all cases of its item, in words
     * @param share how much of it is done, from 0 to 1
     */
    private record Running(String number, double share) {}

    private ReproductionProgress(Interruption interruption, PrintWriter out) {
        this.interruption = interruption;
        this.out = out;
    }

    /**
     * Begins to show progress.
     *
     * @param out where pages are told that were written
     * @param err where to
     */
    static ReproductionProgress of(Terminal terminal, Interruption interruption, PrintWriter out, PrintWriter err) {
        return terminal.animated() ? new Bar(interruption, out, terminal) : new Lines(interruption, out, err);
    }

    @Override
    public void began(int cases, int found, double left) {
        since = System.nanoTime();
        weight = left;
        if (found > 0) {
            said(found + " of " + cases + " cases are done already (--fresh does them again)");
        }
    }

    @Override
    public void began(Item item, Case each, int number, int all) {
        running.put(each, new Running(number + " of " + all, 0));
    }

    @Override
    public void progressed(Case each, double share) {
        running.computeIfPresent(each, (unused, before) -> new Running(before.number(), share));
    }

    /** Returns which of all cases of its item a case is that runs, in words. */
    final String number(Case each) {
        return Optional.ofNullable(running.get(each)).map(Running::number).orElse("");
    }

    /** Returns the case that began first of those that run. */
    final Optional<Case> oldest() {
        return running.keySet().stream().findFirst();
    }

    @Override
    public void done(Item item, Case each, double seconds) {
        running.remove(each);
        done += each.weight();
        if (first == 0) {
            first = share() * weight;
            since = System.nanoTime();
        }
    }

    @Override
    public void failed(Item item, Case each) {
        running.remove(each);
        done += each.weight();
    }

    /** Returns how much of all is done, from 0 to 1. */
    final double share() {
        double begun = running.entrySet().stream()
                .mapToDouble(each -> each.getKey().weight() * each.getValue().share())
                .sum();
        return weight == 0 ? 1 : Math.min(1, (done + begun) / weight);
    }

    /** Returns how long the rest takes, in words, if something is known of it. */
    final Optional<String> left(double share) {
        double seconds = (System.nanoTime() - since) / NANOS;
        double known = share - first / weight;
        if (known <= 0 || (known < LITTLE && seconds < SHORTLY)) {
            return Optional.empty();
        }
        return Optional.of(TimeInWords.of(Duration.ofSeconds(Math.round(seconds / known * (1 - share)))) + " left");
    }

    @Override
    public void written(Item item, Path page) {
        out.println(item.name() + ": " + page);
        out.flush();
    }

    @Override
    public boolean isCancelled() {
        return interruption.isRequested();
    }

    @Override
    public abstract void close();

    /** A bar on standard error, which is gone in the end. */
    private static final class Bar extends ReproductionProgress {
        private final Terminal terminal;
        private Optional<TerminalBar> bar;
        private volatile BarLine line = new BarLine("reproduce", 0, List.of());
        private String title = "";

        Bar(Interruption interruption, PrintWriter out, Terminal terminal) {
            super(interruption, out);
            this.terminal = terminal;
            this.bar = Optional.of(TerminalBar.begin(terminal, () -> line));
        }

        @Override
        public void began(Item item, Case each, int number, int all) {
            super.began(item, each, number, all);
            title = item.name();
            draw();
        }

        @Override
        public void progressed(Case each, double share) {
            super.progressed(each, share);
            draw();
        }

        private void draw() {
            double all = share();
            List<String> notes = new ArrayList<>();
            left(all).ifPresent(notes::add);
            oldest().ifPresent(each -> notes.add(number(each) + ": " + each.title()));
            line = new BarLine(title, all, notes);
        }

        @Override
        public void written(Item item, Path page) {
            close();
            super.written(item, page);
            bar = Optional.of(TerminalBar.begin(terminal, () -> line));
        }

        @Override
        public void said(String text) {
            close();
            System.err.println(text);
            bar = Optional.of(TerminalBar.begin(terminal, () -> line));
        }

        @Override
        public void close() {
            bar.ifPresent(TerminalBar::close);
            bar = Optional.empty();
        }
    }

    /** A line after each case, for files, pipes and build servers. */
    private static final class Lines extends ReproductionProgress {
        private final PrintWriter err;

        Lines(Interruption interruption, PrintWriter out, PrintWriter err) {
            super(interruption, out);
            this.err = err;
        }

        @Override
        public void done(Item item, Case each, double seconds) {
            String number = number(each);
            super.done(item, each, seconds);
            String left = left(share()).map(text -> ", " + text).orElse("");
            said(String.format(Locale.ROOT, "%s: %s: %s (%.1f s%s)", item.name(), number, each.title(), seconds, left));
        }

        @Override
        public void said(String text) {
            err.println(text);
            err.flush();
        }

        @Override
        public void close() {}
    }
}
