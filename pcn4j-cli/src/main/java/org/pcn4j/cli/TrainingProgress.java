package org.pcn4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.TrainingListener;

/** Shows how far a training has come: as a bar that moves on a terminal, otherwise as a line now and then. */
abstract class TrainingProgress implements TrainingListener, AutoCloseable {
    /** A loss as it is shown: the mean over the latest updates, of which one alone says little. */
    private static final double MEMORY = 0.98;

    private double mean = Double.NaN;
    private Optional<Evaluation> latest = Optional.empty();
    private Optional<String> step = Optional.empty();
    private Pace pace = Pace.from(0);

    /**
     * Begins to show the progress of a training.
     *
     * @param err where to
     */
    static TrainingProgress of(Terminal terminal, PrintWriter err) {
        return terminal.animated() ? new Bar(terminal) : new Lines(err);
    }

    @Override
    public void began(Progress progress) {
        pace = Pace.from(progress.updates());
    }

    @Override
    public void updated(Progress progress, double loss) {
        mean = Double.isNaN(mean) ? loss : MEMORY * mean + (1 - MEMORY) * loss;
    }

    @Override
    public void evaluated(Progress progress, Evaluation evaluation) {
        latest = Optional.of(evaluation);
    }

    @Override
    public void stepMeasured(Progress progress, String rule, StepSize measured) {
        String limit = measured.limit().isPresent()
                ? " of " + Experiments.number(measured.limit().getAsDouble())
                : "";
        step = Optional.of(String.format(Locale.ROOT, "γλ %.3g%s", measured.product(), limit));
    }

    /** Returns how large the rule's step is beside what it must stay below, if that was measured. */
    final Optional<String> step() {
        return step;
    }

    /** Returns the loss. */
    final String loss() {
        return "loss " + Experiments.loss(mean);
    }

    /** Returns what was found by the validation samples last, which may be a while ago. */
    final Optional<String> found() {
        return latest.map(evaluation -> "validation: " + shortly(evaluation));
    }

    /** Returns what was found by the validation samples. */
    static String shortly(Evaluation evaluation) {
        String loss = evaluation.scored().label() + " " + Experiments.loss(evaluation.loss());
        if (evaluation.accuracy().isPresent()) {
            return Experiments.percent(evaluation.accuracy().getAsDouble()) + ", " + loss;
        }
        return evaluation.numbers().stream()
                        .map(number -> Experiments.named(number, evaluation.numbers()) + "RMSE "
                                + Experiments.number(number.rmse()) + ", ")
                        .collect(Collectors.joining())
                + loss;
    }

    final Pace pace() {
        return pace;
    }

    @Override
    public abstract void close();

    /** A bar on standard error, which is gone when training is over. */
    private static final class Bar extends TrainingProgress {
        private final Terminal terminal;
        private Optional<TerminalBar> bar = Optional.empty();
        private volatile BarLine line = new BarLine("train", 0, List.of());

        Bar(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public void began(Progress progress) {
            super.began(progress);
            line = line(progress, List.of());
            bar = Optional.of(TerminalBar.begin(terminal, () -> line));
        }

        @Override
        public void updated(Progress progress, double loss) {
            super.updated(progress, loss);
            List<String> notes = new ArrayList<>();
            pace().left(progress.updates(), progress.ofUpdates()).ifPresent(left -> notes.add(left + " left"));
            notes.add(loss());
            found().ifPresent(notes::add);
            notes.add(String.format(Locale.ROOT, "update %,d of %,d", progress.updates(), progress.ofUpdates()));
            notes.add(String.format(Locale.ROOT, "%.1f/s", pace().perSecond(progress.updates())));
            step().ifPresent(notes::add);
            line = line(progress, notes);
        }

        private static BarLine line(Progress progress, List<String> notes) {
            return new BarLine("train", (double) progress.updates() / Math.max(1, progress.ofUpdates()), notes);
        }

        @Override
        public void warned(String warning) {
            boolean shown = bar.isPresent();
            close();
            System.err.println("warning: " + warning);
            if (shown) {
                bar = Optional.of(TerminalBar.begin(terminal, () -> line));
            }
        }

        @Override
        public void close() {
            bar.ifPresent(TerminalBar::close);
            bar = Optional.empty();
        }
    }

    /** Lines, for files, pipes and build servers: after each epoch, and at least ten. */
    private static final class Lines extends TrainingProgress {
        private static final int LEAST_LINES = 10;

        private final PrintWriter err;

        Lines(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void updated(Progress progress, double loss) {
            super.updated(progress, loss);
            long every = Math.max(1, Math.min(progress.perEpoch(), progress.ofUpdates() / LEAST_LINES));
            if (progress.updates() % every == 0 || progress.updates() == progress.ofUpdates()) {
                err.println(String.format(
                        Locale.ROOT,
                        "update %d of %d, epoch %.2f, %s, %.1f updates/s%s%s",
                        progress.updates(),
                        progress.ofUpdates(),
                        epoch(progress),
                        loss(),
                        pace().perSecond(progress.updates()),
                        pace().left(progress.updates(), progress.ofUpdates())
                                .map(left -> ", " + left + " left")
                                .orElse(""),
                        step().map(each -> ", " + each).orElse("")));
                err.flush();
            }
        }

        @Override
        public void evaluated(Progress progress, Evaluation evaluation) {
            err.println(String.format(
                    Locale.ROOT,
                    "update %d of %d, epoch %.2f, validation: %s",
                    progress.updates(),
                    progress.ofUpdates(),
                    epoch(progress),
                    shortly(evaluation)));
            err.flush();
        }

        private static double epoch(Progress progress) {
            return (double) progress.updates() / progress.perEpoch();
        }

        @Override
        public void warned(String warning) {
            err.println("warning: " + warning);
            err.flush();
        }

        @Override
        public void close() {}
    }
}
