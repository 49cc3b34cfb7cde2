package org.pcn4j.train.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.RateSchedule;
import org.pcn4j.train.Training;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.Stepped;
import org.pcn4j.train.run.Metric.Updated;

/**
 * Writes what happens in a run into its folder: a line every so many updates, a line an evaluation, and, if it is given a
 * {@link Probing}, a line before the first update and after each epoch. A line tells of its own update alone, so that a
 * run that was interrupted and goes on from a checkpoint leaves the lines of one that was not. For one run and one
 * thread; close it afterwards.
 */
public final class RunRecorder implements TrainingListener, AutoCloseable {
    private static final double NANOS = 1e9;

    /** What to multiply a schedule's factors by. */
    private record Rate(double initial, RateSchedule schedule) {}

    private final RunFolder folder;
    private final long every;
    private final long samples;
    // Set before the run, if at all.
    private Optional<Rate> rate = Optional.empty();
    private Optional<Probing> probing = Optional.empty();
    private Consumer<String> warnings = warning -> {};

    private Optional<MetricsFile> file = Optional.empty();
    private long written;
    private long seen;
    private long busy;
    private long since;
    private long lastEvaluation;
    private long lastProbe;
    private List<Stepped> steps = List.of();

    /**
     * Prepares to record.
     *
     * @param every so many updates there is a line, at least 1
     * @param samples in an epoch, at least 1, to tell how many are learned from in a second
     * @throws IllegalArgumentException if a number is less
     */
    public RunRecorder(RunFolder folder, long every, long samples) {
        if (every < 1 || samples < 1) {
            throw new IllegalArgumentException("a line must stand for at least 1 update and an epoch hold at least 1"
                    + " sample, not " + every + " and " + samples);
        }
        this.folder = folder;
        this.every = every;
        this.samples = samples;
    }

    /** Tells the learning rate as well; returns this recorder. */
    public RunRecorder withRate(double initial, RateSchedule schedule) {
        rate = Optional.of(new Rate(initial, schedule));
        return this;
    }

    /** Probes before the first update and after each epoch; returns this recorder. */
    public RunRecorder withProbing(Probing added) {
        probing = Optional.of(added);
        return this;
    }

    /** Says what is not as it should be but does not stop the run, in a line each; returns this recorder. */
    public RunRecorder withWarnings(Consumer<String> told) {
        warnings = told;
        return this;
    }

    /** Opens the measurements, and cuts off what lies beyond the updates that are done. */
    @Override
    public void began(Progress progress) {
        close();
        folder.write(folder.provenance().resumed());
        file = Optional.of(MetricsFile.resume(folder.metrics(), progress.updates(), warnings));
        RunHistory before = folder.history();
        lastEvaluation = before.lastEvaluation().map(Evaluated::update).orElse(-1L);
        steps = before.steps();
        lastProbe = before.lastProbe().map(Metric::update).orElse(-1L);
        if (progress.updates() == 0) {
            probe(progress);
        }
        seen = progress.updates();
        written = seen;
        busy = 0;
        since = System.nanoTime();
    }

    @Override
    public void updated(Progress progress, double loss) {
        busy += System.nanoTime() - since;
        seen = progress.updates();
        if (seen % every == 0) {
            append(new Updated(seen, epoch(progress), loss, rateOf(progress), speed(progress)));
            written = seen;
            busy = 0;
        }
        if (seen % progress.perEpoch() == 0) {
            probe(progress);
        }
        since = System.nanoTime();
    }

    @Override
    public void evaluated(Progress progress, Evaluation evaluation) {
        if (progress.updates() > lastEvaluation) {
            append(new Evaluated(
                    progress.updates(),
                    epoch(progress),
                    evaluation.loss(),
                    evaluation.accuracy(),
                    evaluation.numbers(),
                    evaluation.scored()));
            lastEvaluation = progress.updates();
        }
        since = System.nanoTime();
    }

    @Override
    public void stepMeasured(Progress progress, String rule, StepSize step) {
        Stepped line =
                new Stepped(progress.updates(), epoch(progress), rule, step.gamma(), step.curvature(), step.limit());
        boolean known = steps.stream()
                .anyMatch(each -> each.update() == line.update() && each.rule().equals(rule));
        if (!known) {
            append(line);
        }
        since = System.nanoTime();
    }

    /** Notes in the run's provenance when and why it ended, and closes the measurements. */
    @Override
    public void ended(Training training) {
        close();
        folder.write(folder.provenance().ended(Instant.now(), reason(training.end())));
    }

    private static String reason(Training.End end) {
        return switch (end) {
            case COMPLETE -> "complete";
            case NO_LONGER_BETTER -> "no longer better";
            case STOPPED -> "stopped";
        };
    }

    private void probe(Progress progress) {
        if (probing.isPresent() && progress.updates() > lastProbe) {
            append(probing.get().probe(progress));
            lastProbe = progress.updates();
        }
    }

    private void append(Metric metric) {
        file.orElseThrow(() -> new IllegalStateException("nothing can be recorded before training began"))
                .append(metric);
    }

    private static double epoch(Progress progress) {
        return (double) progress.updates() / progress.perEpoch();
    }

    private OptionalDouble rateOf(Progress progress) {
        return rate.map(known -> OptionalDouble.of(
                        known.initial() * known.schedule().factor(progress.updates() - 1, progress.ofUpdates())))
                .orElse(OptionalDouble.empty());
    }

    private OptionalDouble speed(Progress progress) {
        double learned = (seen - written) * ((double) samples / progress.perEpoch());
        return busy > 0 ? OptionalDouble.of(learned / (busy / NANOS)) : OptionalDouble.empty();
    }

    /** Closes the measurements. */
    @Override
    public void close() {
        file.ifPresent(MetricsFile::close);
        file = Optional.empty();
    }
}
