package org.pcn4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.run.TimeInWords;

/** Shows how far a training has come: as a bar that moves on a terminal, otherwise as a line now and then. */
abstract class TrainingProgress implements TrainingListener, AutoCloseable {
    /** A loss as it is shown: the mean over the latest updates, of which one alone says little. */
    private static final double MEMORY = 0.98;

    private static final double NANOS = 1e9;

    private double mean = Double.NaN;
    private Optional<Evaluation> latest = Optional.empty();
    private long first;
    private long since;

    /**
     * Begins to show the progress of a training.
     *
     * @param err where to
     */
    static TrainingProgress of(Terminal terminal, PrintWriter err) {
        return terminal.animated() ? new Bar(terminal.columns()) : new Lines(err);
    }

    @Override
    public void began(Progress progress) {
        first = progress.updates();
        since = System.nanoTime();
    }

    @Override
    public void updated(Progress progress, double loss) {
        mean = Double.isNaN(mean) ? loss : MEMORY * mean + (1 - MEMORY) * loss;
    }

    @Override
    public void evaluated(Progress progress, Evaluation evaluation) {
        latest = Optional.of(evaluation);
    }

    /** Returns the loss. */
    final String loss() {
        return "loss " + Experiments.loss(mean);
    }

    /** Returns the loss and what was found by the validation samples last, which may be a while ago. */
    final String measured() {
        return latest.map(evaluation -> loss() + "; validation: " + shortly(evaluation))
                .orElse(loss());
    }

    /** Returns what was found by the validation samples. */
    static String shortly(Evaluation evaluation) {
        String loss = "loss " + Experiments.loss(evaluation.loss());
        return evaluation.accuracy().isPresent()
                ? Experiments.percent(evaluation.accuracy().getAsDouble()) + ", " + loss
                : loss;
    }

    /** Returns how many updates a second there were. */
    final double rate(Progress progress) {
        return (progress.updates() - first) / ((System.nanoTime() - since) / NANOS);
    }

    @Override
    public abstract void close();

    /** A bar on standard error, which is gone when training is over. */
    private static final class Bar extends TrainingProgress {
        private static final int REFRESH_MILLIS = 200;

        private final int columns;
        private Optional<ProgressBar> bar = Optional.empty();

        Bar(int columns) {
            this.columns = columns;
        }

        @Override
        public void began(Progress progress) {
            super.began(progress);
            PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
            bar = Optional.of(ProgressBar.builder()
                    .setTaskName("train")
                    .setInitialMax(progress.ofUpdates())
                    .startsFrom(progress.updates(), Duration.ZERO)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .showSpeed()
                    // A width of its own, as in ProgressOnTerminal, which says why.
                    .setConsumer(new ConsoleProgressBarConsumer(err, columns - 1))
                    .clearDisplayOnFinish()
                    .build());
        }

        @Override
        public void updated(Progress progress, double loss) {
            super.updated(progress, loss);
            bar.ifPresent(shown -> {
                shown.stepTo(progress.updates());
                shown.setExtraMessage(" " + measured());
            });
        }

        @Override
        public void warned(String warning) {
            close();
            System.err.println("warning: " + warning);
        }

        @Override
        public void close() {
            bar.ifPresent(ProgressBar::close);
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
                double rate = rate(progress);
                err.println(String.format(
                        Locale.ROOT,
                        "update %d of %d, epoch %.2f, %s, %.1f updates/s, %s left",
                        progress.updates(),
                        progress.ofUpdates(),
                        epoch(progress),
                        loss(),
                        rate,
                        TimeInWords.of(progress.ofUpdates() - progress.updates(), rate)));
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
