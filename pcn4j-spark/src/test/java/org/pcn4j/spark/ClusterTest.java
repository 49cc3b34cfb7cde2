package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.data.FromArrays;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.checkpoint.CheckpointFolder;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentRun;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.experiment.LoadedData;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.run.RunFolder;

/**
 * Training on a standalone cluster, each of whose parts is a process of its own: with the bits of one process, whichever of its
 * workers is killed in the middle. It takes minutes.
 */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ClusterTest {
    private static final int PATIENCE_SECONDS = 240;
    private static final int CORES = 2;

    /** So many that it lasts until a worker is killed on a machine that has other work as well. */
    private static final int UPDATES = 2000;

    private static final String DATA = "PCN4J_DATA";

    @TempDir
    private static Path all = Path.of("");

    private static Cluster cluster;

    private static List<Path> before = List.of();

    private final List<Process> drivers = new ArrayList<>();

    @TempDir
    private Path dir = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        before = left();
        cluster = new Cluster(all, 2, CORES);
    }

    @AfterAll
    static void end() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        // Whatever was killed: Spark takes away what lies in folders of its own.
        assertThat(left()).isEqualTo(before);
    }

    /** Folders of runs among the temporary ones. */
    private static List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("pcn4j-spark"))
                    .sorted()
                    .toList();
        }
    }

    private Path experiment(String model, String data, int updates) throws IOException {
        return Files.writeString(dir.resolve("small.yaml"), String.format(Locale.ROOT, """
                model: %s
                data: %s
                batch: 24
                updates: %d
                checkpoint: {every: 50}
                """, model, data, updates));
    }

    /** Others take the places of those that were killed. */
    @BeforeEach
    void completeWorkers() throws Exception {
        while (cluster.workers().size() < 2) {
            cluster.add(CORES);
        }
    }

    /** A driver that is left would hold the cores of the next. */
    @AfterEach
    void endDrivers() throws Exception {
        for (Process driver : drivers) {
            driver.destroyForcibly().waitFor();
        }
    }

    private Process submit(Path said, Class<?> type, String... words) throws IOException {
        Process driver = cluster.submit(said, List.of(), type, List.of(words));
        drivers.add(driver);
        return driver;
    }

    private Process submit(Path experiment, String... more) throws IOException {
        List<String> words = new ArrayList<>(
                List.of(experiment.toString(), "--runs", dir.resolve("runs").toString()));
        words.addAll(List.of(more));
        return submit(dir.resolve("said"), SparkTrain.class, words.toArray(String[]::new));
    }

    private String said() throws IOException {
        return Files.readString(dir.resolve("said"));
    }

    private int code(Process process) throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(said())
                .isTrue();
        return process.exitValue();
    }

    private RunFolder run() {
        return RunFolder.list(dir.resolve("runs")).get(0);
    }

    /** Trains in this process, by two workers, without ever being disturbed. */
    private RunFolder alone(Path experiment, LastData data) throws Exception {
        Threads before = Threads.current();
        try {
            ExperimentRun run = ExperimentRun.begin(
                    dir.resolve("alone"),
                    "alone",
                    data.prepare(Experiment.read(experiment, List.of("threads=2"))),
                    List.of("a test"));
            run.run();
            return run.folder();
        } finally {
            before.use();
        }
    }

    private static LastData read() {
        return new LastData(DataAccess.ofUser(new Access.Offline()));
    }

    /** Waits for a checkpoint that has come to the driver, then kills the worker that runs a rank. */
    private void killTheWorkerOf(int rank, Process driver) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!hasCheckpoint()) {
            assertThat(driver.isAlive() && System.nanoTime() < end).as(said()).isTrue();
            Thread.sleep(20);
        }
        int last = -1;
        Optional<Cluster.Worker> found = Optional.empty();
        for (Cluster.Worker worker : cluster.workers()) {
            int stage = worker.lastStage(rank);
            if (stage > last) {
                last = stage;
                found = Optional.of(worker);
            }
        }
        assertThat(found).as("the worker of rank %d", rank).isPresent();
        found.get().kill();
    }

    private boolean hasCheckpoint() throws IOException {
        Path runs = dir.resolve("runs");
        List<RunFolder> found = Files.exists(runs) ? RunFolder.list(runs) : List.of();
        return !found.isEmpty()
                && Files.exists(found.get(0).checkpoints())
                && !CheckpointFolder.list(found.get(0).checkpoints()).isEmpty();
    }

    private void assertSameBits(RunFolder expected) throws IOException {
        RunFolder found = run();
        assertThat(Files.readAllBytes(found.model())).isEqualTo(Files.readAllBytes(expected.model()));
        assertThat(found.history().evaluations()).isEqualTo(expected.history().evaluations());
        assertThat(found.report()).isNotEmptyFile();
        assertThat(found.result().orElseThrow()).isEqualTo(expected.result().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTrainingThatLosesAWorkerEndsWithTheBitsOfOneProcess(int rank) throws Exception {
        Path experiment = experiment(
                "{name: mlp, hidden: [32]}", "{name: digits, train: 300, test: 40, validation: 0.1}", UPDATES);
        Process driver = submit(experiment, "--ranks", "2");
        killTheWorkerOf(rank, driver);
        assertThat(code(driver)).as(said()).isZero();
        assertThat(said())
                .containsPattern("Run \\S+ resumes after update \\d+ of " + UPDATES)
                .contains("Test: ");
        assertSameBits(alone(experiment, read()));
    }

    @Test
    void realDigitsAreNoOther() throws Exception {
        assumeTrue(
                System.getenv(DATA) != null && Files.isDirectory(Path.of(System.getenv(DATA), "mnist")),
                "no folder mnist in the folder that " + DATA + " names");
        Path experiment = experiment(
                "{name: mlp, hidden: [32]}", "{name: mnist, train: 480, test: 100, validation: 0.1}", UPDATES);
        Process driver = submit(experiment, "--ranks", "2");
        killTheWorkerOf(0, driver);
        assertThat(code(driver)).as(said()).isZero();
        assertSameBits(alone(experiment, read()));
    }

    /** Each of them eight pixels of a ring that is turned by its class. */
    private static double[] ring(int row) {
        return IntStream.range(0, 8)
                .mapToDouble(
                        i -> (i - row % 4 + 8) % 8 < 3 ? 1 - (row * 7 + i * 3) % 10 / 20.0 : (row * 3 + i) % 10 / 20.0)
                .toArray();
    }

    private Path frame(int rows) throws IOException {
        String lines = IntStream.range(0, rows)
                .mapToObj(row -> "{\"id\": " + (rows - row) + ", \"label\": \"turned by " + row % 4
                        + "\", \"features\": " + Arrays.toString(ring(row)) + "}\n")
                .collect(Collectors.joining());
        return Files.writeString(dir.resolve("rings.json"), lines);
    }

    /** In the order of the column id, which is the other way round. */
    private LastData handed(Path experiment, int rows) {
        Experiment read = Experiment.read(experiment, List.of());
        FrameData data = (FrameData) read.data().source();
        double[] features = new double[rows * 8];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(ring(rows - 1 - i), 0, features, i * 8, 8);
            labels[i] = (rows - 1 - i) % 4;
        }
        List<String> columns =
                IntStream.rangeClosed(1, 8).mapToObj(Integer::toString).toList();
        List<String> classes =
                IntStream.range(0, 4).mapToObj(i -> "turned by " + i).toList();
        return new LastData(
                DataAccess.ofUser(new Access.Offline()),
                read.data(),
                new LoadedData.Rows(FromArrays.classified("frame", columns, classes, features, labels)
                        .split(data.testShare(), new Seed(data.seed()))));
    }

    @Test
    void aDataFrameIsLearnedFromInItsOrderAndPredictedByTheModel() throws Exception {
        Path rows = frame(400);
        Path experiment = experiment(
                "{name: mlp, hidden: [16]}",
                "{name: frame, format: json, path: \"" + rows + "\", order: id, validation: 0.1}",
                UPDATES);
        Process driver = submit(experiment, "--ranks", "2");
        killTheWorkerOf(1, driver);
        assertThat(code(driver)).as(said()).isZero();
        assertThat(said()).containsPattern("Run \\S+ resumes after update \\d+ of " + UPDATES);
        assertSameBits(alone(experiment, handed(experiment, 400)));

        Path predicted = dir.resolve("predicted");
        Process other = submit(
                predicted,
                PredictingProgram.class,
                rows.toString(),
                run().model().toString());
        assertThat(other.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).as(Files.readString(predicted)).isZero();
        assertThat(Files.readString(predicted)).contains("400 rows, 0 differ");
    }

    @Test
    void tooFewSlotsAreToldAtOnceInOneLine() throws Exception {
        long begin = System.nanoTime();
        Process driver = submit(experiment("{name: mlp, hidden: [8]}", "digits", 20), "--ranks", "9");
        assertThat(code(driver)).as(said()).isEqualTo(1);
        assertThat(said().lines().filter(line -> line.startsWith("pcn4j-spark: ")))
                .singleElement()
                .asString()
                .startsWith(
                        "pcn4j-spark: Spark has too few slots for a barrier stage: 9 ranks need as many, found 4; ");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
        assertThat(dir.resolve("runs")).doesNotExist();
    }

    /** It would end so each time that Spark tries it. */
    @Test
    void aTrainingWhoseLossIsNoNumberIsNotTriedAgain() throws Exception {
        Path experiment = experiment("{name: mlp, hidden: [8]}", "{name: digits, train: 200, test: 40}", 200);
        Process driver = submit(
                experiment, "--ranks", "2", "--set", "optimizer={name: sgd, lr: 1e30}", "--set", "loss=squared-error");
        assertThat(code(driver)).as(said()).isEqualTo(1);
        assertThat(said().lines().filter(line -> line.startsWith("pcn4j-spark: ")))
                .singleElement()
                .asString()
                .contains("at update");
        assertThat(said().lines().filter(line -> line.startsWith("Run "))).hasSize(1);
        assertThat(run().failure()).isPresent();
    }

    @Test
    void aRunIsResumedForLonger() throws Exception {
        Path experiment = experiment("{name: mlp, hidden: [8]}", "{name: digits, train: 200, test: 40}", 60);
        assertThat(code(submit(experiment, "--ranks", "2"))).as(said()).isZero();
        Process driver = submit(
                dir.resolve("said"),
                SparkTrain.class,
                "--resume",
                run().path().toString(),
                "--ranks",
                "2",
                "--set",
                "updates=100");
        assertThat(code(driver)).as(said()).isZero();
        Files.writeString(experiment, Files.readString(experiment).replace("updates: 60", "updates: 100"));
        assertSameBits(alone(experiment, read()));
    }
}
