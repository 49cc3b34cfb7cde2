package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.data.Batch;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.RateSchedule;
import org.pcn4j.train.Training;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.settings.SettingsException;

/** The experiments of the PCX benchmark (Pinchetti et al. 2025), as files, and what its protocol takes. */
class PeersProtocolTest {
    private static final Path FOLDER = Path.of("..", "experiments", "peers");

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void thereAreThoseOfTheTable() throws IOException {
        assertThat(files().map(file -> file.getFileName().toString()))
                .contains("mnist-pc-se.yaml", "mnist-pc-ce.yaml", "mnist-ipc.yaml", "mnist-bp-se.yaml")
                .contains("fashion-mnist-pc-se.yaml", "fashion-mnist-ipc.yaml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void anExperimentOfThePeersIsReadAndTrains(Path file) throws InterruptedException {
        Experiment whole = Experiment.read(file, List.of());
        assertThat(whole.batch()).isEqualTo(128);
        assertThat(whole.epochs()).contains(25);
        Experiment brief = Experiment.read(
                file,
                List.of("data={name: digits, train: 512, test: 20, normalize: symmetric}", "epochs=none", "updates=8"));
        Prepared prepared = brief.prepare(DataAccess.ofUser(new Access.Offline()));
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            Training training = prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
            assertThat(training.progress().updates()).isEqualTo(8);
        }
        assertThat(prepared.network().nodes()).hasSize(5);
    }

    @Test
    void symmetricInputsLieBetweenMinusOneAndOne() throws InterruptedException {
        Prepared prepared = Experiment.read(
                        "batch: 8\ndata: {name: digits, train: 60, test: 20, normalize: symmetric}", List.of())
                .prepare(DataAccess.ofUser(new Access.Offline()));
        try (TensorScope scope = new TensorScope()) {
            Batch batch = prepared.train().batch(new int[] {0, 1, 2, 3}, DType.FLOAT64);
            double[] numbers = batch.inputs().toDoubles();
            assertThat(Arrays.stream(numbers).min().orElseThrow()).isEqualTo(-1);
            assertThat(Arrays.stream(numbers).max().orElseThrow()).isBetween(0.5, 1.0);
        }
    }

    @Test
    void columnsOfWhoseRangeNothingIsKnownCannotBeSymmetric() {
        assertThatThrownBy(() -> Experiment.read("data: {name: csv, path: a.csv, normalize: symmetric}", List.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("symmetric")
                .hasMessageContaining("standard");
    }

    /** optax.warmup_cosine_decay_schedule(lr, 1.1 lr, 10 %, 100 %, .1 lr). */
    @Test
    void theRateRisesFromOneToElevenTenthsOverATenthAndFallsToATenth() {
        RateSchedule rate = new ScheduleSpec.WarmCosine(0.1, 1, 1.1, 0.1).schedule();
        assertThat(rate.factor(0, 1000)).isEqualTo(1);
        assertThat(rate.factor(50, 1000)).isCloseTo(1.05, within(1e-15));
        assertThat(rate.factor(100, 1000)).isEqualTo(1.1);
        assertThat(rate.factor(550, 1000)).isCloseTo(0.6, within(1e-15));
        assertThat(rate.factor(1000, 1000)).isCloseTo(0.1, within(1e-15));
        assertThat(Experiment.read("schedule: warm-cosine", List.of()).schedule())
                .isEqualTo(new ScheduleSpec.WarmCosine(0.1, 1, 1.1, 0.1));
        assertThatThrownBy(() -> RateSchedule.warmCosine(1, 1, 1, 1)).hasMessageContaining("less than 1, not 1.0");
        assertThatThrownBy(() -> RateSchedule.warmCosine(0, 1, 0, 1)).hasMessageContaining("the peak more than 0");
    }
}
