package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.train.Progress;
import org.pcn4j.train.TrainingListener;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;

/** A run that ends by whatever error says so in its folder. */
class FailedRunTest {
    @TempDir
    Path dir;

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new OutOfMemoryError("Java heap space"), "failed: out of memory"),
                Arguments.of(new StackOverflowError(), "failed: out of stack"),
                Arguments.of(
                        new NoClassDefFoundError("org/pcn4j/Nothing"),
                        "failed: a part of the program cannot be loaded"),
                Arguments.of(
                        new AssertionError(),
                        "failed: this is a mistake in the program itself, which is worth a report"),
                Arguments.of(
                        new IllegalStateException("allocation of 9 GB failed"), "failed: allocation of 9 GB failed"));
    }

    private ExperimentRun begun() throws InterruptedException {
        Prepared prepared = Experiment.read(
                        "model: {hidden: [3]}\ndata: {name: digits, train: 20, test: 5}\nbatch: 6\nepochs: 1\nthreads: 1",
                        List.of())
                .prepare(new DataAccess(Optional.empty(), new DataCache(dir.resolve("none")), new Access.Offline()));
        return ExperimentRun.begin(dir.resolve("runs"), "x", prepared, List.of("pcn4j"));
    }

    /** Fails after the second update. */
    private static TrainingListener failing(Throwable failure) {
        return new TrainingListener() {
            @Override
            public void updated(Progress progress, double loss) {
                if (progress.updates() == 2) {
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) failure;
                }
            }
        };
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aRunThatEndsByAnErrorIsMarkedFailedWithItsReason(Throwable failure, String end) throws InterruptedException {
        ExperimentRun run = begun();
        assertThatThrownBy(() -> run.withListener(failing(failure)).run()).isSameAs(failure);
        assertThat(RunFolder.open(run.folder().path()).provenance().end()).contains(end);
        assertThat(run.folder().provenance().ended()).isPresent();
    }

    /** What cannot be written on a full disk can be written once there is room: the run goes on. */
    @Test
    void aRunWhoseFilesCannotBeWrittenIsNotOver() throws InterruptedException {
        for (RuntimeException failure : List.of(
                new RunException("cannot write 'x': no space left on device"),
                new UncheckedIOException(new IOException("no space left on device")))) {
            ExperimentRun run = begun();
            assertThatThrownBy(() -> run.withListener(failing(failure)).run()).isSameAs(failure);
            assertThat(run.folder().provenance().end().orElseThrow()).startsWith("broke off: ");
            assertThat(run.run().test()).isPresent();
        }
    }
}
