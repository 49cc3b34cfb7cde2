package org.pcn4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Progress;
import org.pcn4j.train.RateSchedule;
import org.pcn4j.train.Training;
import org.pcn4j.train.run.Metric.Distance;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Stepped;
import org.pcn4j.train.run.Metric.Updated;

class RunRecorderTest {
    private static final long UPDATES = 12;
    private static final long PER_EPOCH = 4;
    private static final StepSize STEP = new StepSize(0.5, 3, OptionalDouble.of(2));

    @TempDir
    Path runs;

    private RunFolder run() {
        Provenance provenance = new Provenance(
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                1,
                Map.of(),
                "",
                Optional.empty(),
                Map.of(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                List.of());
        return RunFolder.create(runs, "x", Instant.EPOCH, "", provenance);
    }

    private static RunRecorder recorder(RunFolder run, long every) {
        return new RunRecorder(run, every, 4 * 64)
                .withRate(0.5, RateSchedule.steps(4, 0.1))
                .withProbing(progress -> new Probed(
                        progress.updates(),
                        (double) progress.updates() / progress.perEpoch(),
                        List.of(),
                        List.of(),
                        new Distance(0, 1, true)));
    }

    private static Progress progress(long done) {
        return new Progress(done, UPDATES, PER_EPOCH);
    }

    /** What a trainer tells from one update to another. */
    private static void train(RunRecorder recorder, long from, long to) {
        recorder.began(progress(from));
        for (long done = from + 1; done <= to; done++) {
            recorder.updated(progress(done), 1.0 / done);
            if (done % PER_EPOCH == 0) {
                recorder.evaluated(progress(done), new Evaluation(10, 2.0 / done, OptionalDouble.of(0.5)));
                recorder.stepMeasured(progress(done), "il", STEP);
            }
        }
    }

    private static void unexpected(String warning) {
        throw new AssertionError(warning);
    }

    /** Measurements without how fast they came. */
    private static List<Metric> timeless(RunFolder run) {
        List<Metric> metrics = new ArrayList<>();
        for (Metric metric : MetricsFile.read(run.metrics(), RunRecorderTest::unexpected)) {
            metrics.add(
                    metric instanceof Updated updated
                            ? new Updated(
                                    updated.update(),
                                    updated.epoch(),
                                    updated.loss(),
                                    updated.rate(),
                                    OptionalDouble.empty())
                            : metric);
        }
        return metrics;
    }

    @Test
    void everySoManyUpdatesThereIsALineAndOneForEachEvaluationAndProbe() {
        RunFolder run = run();
        try (RunRecorder recorder = recorder(run, 2)) {
            train(recorder, 0, UPDATES);
        }
        RunHistory history = run.history();
        assertThat(history.updates()).extracting(Updated::update).containsExactly(2L, 4L, 6L, 8L, 10L, 12L);
        assertThat(history.updates()).allMatch(each -> each.loss() == 1.0 / each.update());
        assertThat(history.updates())
                .extracting(each -> each.rate().orElseThrow())
                .containsExactly(0.5, 0.5, 0.05, 0.05, 0.5 * Math.pow(0.1, 2), 0.5 * Math.pow(0.1, 2));
        assertThat(history.updates()).allMatch(each -> each.samplesPerSecond().orElseThrow() > 0);
        assertThat(history.evaluations()).extracting(Evaluated::epoch).containsExactly(1.0, 2.0, 3.0);
        assertThat(history.steps()).extracting(Stepped::update).containsExactly(4L, 8L, 12L);
        assertThat(history.lastStep()).contains(new Stepped(12, 3, "il", STEP.gamma(), STEP.curvature(), STEP.limit()));
        assertThat(history.probes()).extracting(Probed::update).containsExactly(0L, 4L, 8L, 12L);
    }

    @Test
    void aRunThatWasInterruptedAnywhereAndResumedLeavesTheLinesOfOneThatWasNot() {
        RunFolder whole = run();
        try (RunRecorder recorder = recorder(whole, 3)) {
            train(recorder, 0, UPDATES);
        }
        for (long killed = 0; killed <= UPDATES; killed++) {
            for (long checkpoint = 0; checkpoint <= killed; checkpoint++) {
                RunFolder run = run();
                try (RunRecorder recorder = recorder(run, 3)) {
                    train(recorder, 0, killed);
                }
                try (RunRecorder recorder = recorder(run, 3)) {
                    train(recorder, checkpoint, UPDATES);
                }
                assertThat(timeless(run)).isEqualTo(timeless(whole));
            }
        }
    }

    @Test
    void anEvaluationThatIsRepeatedOnResumingIsWrittenOnce() {
        RunFolder run = run();
        try (RunRecorder recorder = recorder(run, 1)) {
            train(recorder, 0, 4);
        }
        try (RunRecorder recorder = recorder(run, 1)) {
            recorder.began(progress(4));
            recorder.evaluated(progress(4), new Evaluation(10, 0.5, OptionalDouble.empty()));
        }
        assertThat(run.history().evaluations()).hasSize(1);
    }

    @Test
    void theEndIsNotedInTheProvenanceAndForgottenOnResuming() {
        RunFolder run = run();
        try (RunRecorder recorder = recorder(run, 1)) {
            train(recorder, 0, 4);
            recorder.ended(new Training(progress(4), Training.End.STOPPED, List.of()));
            assertThat(run.provenance().end()).contains("stopped");
            assertThat(run.provenance().ended()).isPresent();
            recorder.began(progress(4));
            assertThat(run.provenance().end()).isEmpty();
        }
    }

    @Test
    void damagedLinesDoNotStopARunFromGoingOnAndAreToldOnce() throws IOException {
        RunFolder run = run();
        try (RunRecorder recorder = recorder(run, 1)) {
            train(recorder, 0, 4);
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(run.metrics()));
        lines.set(2, "{\"kind\":\"upd");
        lines.set(3, "\u0000\u0000");
        Files.write(run.metrics(), lines);
        assertThat(run.history().damage())
                .hasValueSatisfying(
                        words -> assertThat(words).contains("metrics.jsonl' is damaged in lines 3, 4, left out here"));
        List<String> warnings = new ArrayList<>();
        for (int twice = 0; twice < 2; twice++) {
            try (RunRecorder recorder = recorder(run, 1).withWarnings(warnings::add)) {
                train(recorder, 4, UPDATES);
            }
        }
        assertThat(warnings).hasSize(1);
        assertThat(run.history().damage()).isEmpty();
        assertThat(run.history().updates())
                .extracting(Updated::update)
                .containsExactly(1L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void nothingIsRecordedBeforeTrainingBegan() {
        try (RunRecorder recorder = recorder(run(), 1)) {
            assertThatThrownBy(() -> recorder.updated(progress(1), 1)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> new RunRecorder(run(), 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
