package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.data.Batch;
import org.pcn4j.data.DataException;
import org.pcn4j.data.Samples;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.Length;
import org.pcn4j.train.Training;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.FetchException;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Model;

class PreparedTest {
    static final DataAccess NOWHERE =
            new DataAccess(Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline());

    private static final String SMALL = "data: {name: digits, train: 200, test: 40}\nbatch: 20\nepochs: 1\n";

    static Prepared prepared(String text, String... overrides) throws InterruptedException {
        return Experiment.read(text, List.of(overrides)).prepare(NOWHERE);
    }

    /** Trains an experiment for a few updates and asks the model about its test samples. */
    static void trainsAndAnswers(String text, String... overrides) throws InterruptedException {
        Prepared prepared = prepared(text, overrides);
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            Training training = prepared.trainer().train(parameters, optimizer, prepared.train(), Length.updates(3));
            assertThat(training.progress().updates()).isEqualTo(3);
            double loss = new Evaluator(prepared.network(), 16)
                    .evaluate(parameters, prepared.test())
                    .loss();
            assertThat(loss).isFinite();
            try (Model model = prepared.model(parameters)) {
                assertThat(model.network().parameterCount())
                        .isEqualTo(prepared.network().parameterCount());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "cnn", "rnn", "lstm", "transformer"})
    void everySmallModelTrainsOnItsDefaultData(String model) throws InterruptedException {
        trainsAndAnswers("model: " + model, "data.train=64", "data.test=8", "batch=16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alexnet", "vgg5", "resnet18", "resnet18-plain", "autoencoder"})
    void everyModelOfImagesTrainsOnItsDefaultData(String model) throws InterruptedException {
        trainsAndAnswers(
                String.format(Locale.ROOT, "model: {name: %s, width: 4}", model),
                "data.train=20",
                "data.test=4",
                "batch=6",
                "dtype=float64");
    }

    static List<String> rules() {
        return Rules.CATALOG.names().stream()
                .filter(name -> Rules.CATALOG.byDefault(name).takes(new CrossEntropy()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleTrains(String rule) throws InterruptedException {
        trainsAndAnswers(SMALL, "model.hidden=[16]", "rule=" + rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pn", "nn", "cn"})
    void everyNudgeOfASquaredErrorTrains(String rule) throws InterruptedException {
        trainsAndAnswers(SMALL, "model.hidden=[16]", "loss=squared-error", "rule=" + rule);
    }

    @Test
    void allThatATrainerCanDoIsAskedOfIt(@TempDir Path folder) throws InterruptedException, IOException {
        Prepared prepared = prepared("""
                model: cnn
                data: {name: digits, train: 60, test: 10, validation: 0.2, normalize: standard}
                rule: z-il
                changes: [{after: 1, rule: {name: il, steps: 2}}, {after: 2, rule: bp}]
                schedule: {name: cosine, warm-up: 2}
                clip: 1
                clip-value: 0.5
                augment: {flip: horizontal, crop: 2}
                batch: 12
                epochs: 3
                patience: 2
                dtype: float64
                checkpoint: {every: 2, keep: 1}
                """);
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            Training training = prepared.trainer(folder.resolve("checkpoints"))
                    .train(parameters, optimizer, prepared.train(), prepared.length());
            assertThat(training.progress().updates()).isEqualTo(12);
            assertThat(training.evaluations()).hasSize(3);
            assertThat(parameters.dtype()).isEqualTo(DType.FLOAT64);
        }
        try (var files = Files.list(folder.resolve("checkpoints"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".safetensors")))
                    .isNotEmpty();
        }
    }

    @Test
    void theSameSeedPreparesTheSame() throws InterruptedException {
        Prepared one = prepared(SMALL);
        Prepared same = prepared(SMALL);
        Prepared other = prepared(SMALL, "seed=2");
        assertThat(inputs(one.train(), 20)).isEqualTo(inputs(same.train(), 20));
        assertThat(inputs(one.train(), 20)).isNotEqualTo(inputs(other.train(), 20));
        try (Parameters a = one.parameters();
                Parameters b = same.parameters()) {
            assertThat(a.get("fc1.weight").isEqualTo(b.get("fc1.weight"))).isTrue();
        }
    }

    private static double[] inputs(Samples samples, int count) {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            indices[i] = i;
        }
        try (Batch batch = samples.batch(indices, DType.FLOAT64)) {
            return batch.inputs().toDoubles();
        }
    }

    @Test
    void validationIsHeldBackFromTheSamplesToLearnFrom() throws InterruptedException {
        Prepared prepared = prepared(SMALL, "data.validation=0.25");
        assertThat(prepared.train().size()).isEqualTo(150);
        assertThat(prepared.validation().orElseThrow().size()).isEqualTo(50);
        assertThat(prepared.test().size()).isEqualTo(40);
        assertThat(prepared(SMALL, "data.validation=0").validation()).isEmpty();
    }

    @Test
    void normalizedImagesHaveMean0AndDeviation1() throws InterruptedException {
        Prepared prepared = prepared(SMALL, "data.normalize=standard");
        double[] numbers = inputs(prepared.train(), prepared.train().size());
        double mean = Arrays.stream(numbers).average().orElseThrow();
        double square = Arrays.stream(numbers).map(x -> x * x).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(1e-9));
        assertThat(square).isCloseTo(1, within(1e-9));
        assertThat(prepared.description().preparation().inputs().orElseThrow().means())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{model: cnn, data: words} | line 1: model: cnn and words do not fit: sequences of up to 16 of 27 symbols in 6 classes: it reads images",
                "{model: lstm, data: digits} | line 1: model: lstm and digits do not fit: 28x28 images in 10 classes: it reads sequences with classes",
                "{model: rnn, data: {name: shapes, train: 9, test: 9}} | it reads gray images row by row",
                "{model: alexnet, data: {name: digits, train: 9, test: 9}} | height and width multiples of 16",
                "{model: transformer, data: {name: reber, train: 9, test: 9}} | it reads text",
                "{data: {name: digits, train: 20, test: 5}, batch: 19} | batch: expected at most the 18 samples to train on, found 19",
                "{model: lstm, augment: {crop: 1}} | augment: expected none, since it changes images alone",
                "{data: {name: digits, train: 1, test: 5}, batch: 1} | expected at least 2 samples",
            })
    void whatDoesNotFitIsRefusedBeforeTraining(String text, String message) {
        assertThatThrownBy(() -> prepared(text))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
    }

    @Test
    void aLastBatchOfOneSampleIsRefusedWhereItHasNoVariance() throws InterruptedException {
        String data = "data: {name: digits, train: 21, test: 5, validation: 0}\nbatch: 10\n";
        String graph = """
                model:
                  name: graph
                  nodes:
                    - {name: x, kind: input, shape: [784]}
                    - {name: h, function: [{name: linear, in: 784, out: 4}, {name: batch-norm, channels: 4}], parents: [x]}
                    - {name: out, kind: output, function: {name: linear, in: 4, out: 10}, parents: [h]}
                """;
        assertThatThrownBy(() -> prepared(data + graph))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("the last one of an epoch has a single sample of 21: batchNorm(4) expects more");
        assertThat(prepared(data + graph, "batch=7").train().size()).isEqualTo(21);
        // A channel of an image has more than one number.
        assertThat(prepared(data + "model: {name: resnet18, width: 2}").train().size())
                .isEqualTo(21);
    }

    @Test
    void aTableIsLearnedFromStandardizedAndItsModelSaysTheClassOfARow(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path file = table(folder, 200);
        Prepared prepared = prepared(String.format(Locale.ROOT, """
                model: {name: mlp, hidden: [8]}
                data: {name: csv, path: "%s", label: kind}
                batch: 20
                epochs: 60
                optimizer: {lr: 0.02}
                """, file));
        assertThat(prepared.train().size()).isEqualTo(144);
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
            try (Model model = prepared.model(parameters)) {
                // Given as they stand in the file: the model normalizes them itself.
                List<Answer> answers = model.predict(new float[] {1000, 5}, new float[] {3000, 5});
                assertThat(answers.get(0).label()).isEqualTo("small");
                assertThat(answers.get(1).label()).isEqualTo("large");
                assertThat(answers.get(1).probabilities().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                        .isCloseTo(1, within(1e-6));
            }
        }
    }

    private static Path table(Path folder, int rows) throws IOException {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>(List.of("size,noise,kind"));
        for (int i = 0; i < rows; i++) {
            double size = 1000 + 2000 * (i % 2) + 100 * random.nextGaussian();
            lines.add(size + "," + random.nextInt(10) + "," + (i % 2 == 0 ? "small" : "large"));
        }
        return Files.write(folder.resolve("table.csv"), lines);
    }

    @Test
    void aTextInAColumnOfNumbersIsNamedWithRowAndColumn(@TempDir Path folder) throws IOException {
        Path file = table(folder, 20);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(5, "many,3,small");
        Files.write(file, lines);
        assertThatThrownBy(
                        () -> prepared(String.format(Locale.ROOT, "data: {name: csv, path: \"%s\"}\nbatch: 4", file)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row 6, column 'size': 'many' is no number");
        assertThatThrownBy(() ->
                        prepared(String.format(Locale.ROOT, "data: {name: csv, path: \"%s\", label: sort}", file)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a column 'sort'");
    }

    @Test
    void aNumberIsLearnedBySquaredError(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = table(folder, 60);
        String text = String.format(
                Locale.ROOT,
                "data: {name: csv, path: \"%s\", label: size, drop: [kind], target: number}\nbatch: 10",
                file);
        assertThat(Experiment.read(text, List.of()).loss().name()).isEqualTo("squared-error");
        trainsAndAnswers(text);
        assertThatThrownBy(() -> Experiment.read(text + "\nloss: cross-entropy", List.of()))
                .hasMessageContaining("cross-entropy scores classes");
    }

    @Test
    void picturesInFoldersAreLearnedFromAndAnEmptyClassIsNamed(@TempDir Path folder)
            throws IOException, InterruptedException {
        for (String name : List.of("cats", "dogs")) {
            Files.createDirectories(folder.resolve(name));
            for (int i = 0; i < 10; i++) {
                BufferedImage image = new BufferedImage(10 + i % 2, 12, BufferedImage.TYPE_INT_RGB);
                image.setRGB(i, i, name.equals("cats") ? 0xff0000 : 0x00ff00);
                ImageIO.write(
                        image, "png", folder.resolve(name).resolve(i + ".png").toFile());
            }
        }
        String text = String.format(
                Locale.ROOT,
                "model: cnn\ndata: {name: images, path: \"%s\", size: [8, 8], channels: 1}\nbatch: 4",
                folder);
        trainsAndAnswers(text);
        assertThat(prepared(text).description().domain().classes()).containsExactly("cats", "dogs");
        Files.createDirectories(folder.resolve("birds"));
        assertThatThrownBy(() -> prepared(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("birds");
    }

    @Test
    void aTextFileIsLearnedFrom(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("a.txt"), "abcde fghij ".repeat(200));
        String text = String.format(
                Locale.ROOT,
                "model: {name: transformer, width: 8, heads: 2}\ndata: {name: text, path: \"%s\", window: 16}\nbatch: 4",
                file);
        trainsAndAnswers(text);
        assertThatThrownBy(() -> prepared(text, "data.window=500"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected more than 500 characters");
    }

    @Test
    void aPublishedSetIsLookedForInTheFolderThatIsNamedThenInTheDataFolderThenInTheCache(@TempDir Path folder)
            throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/mnist"));
        DataAccess access = new DataAccess(
                Optional.of(folder.resolve("data")), new DataCache(folder.resolve("cache")), new Access.Offline());
        assertThatThrownBy(() -> Experiment.read("data: {name: mnist, path: /no/such}", List.of())
                        .prepare(access))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("/no/such");
        assertThatThrownBy(() -> Experiment.read("data: mnist", List.of()).prepare(access))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(data.toString());
        assertThatThrownBy(() -> Experiment.read("data: kmnist", List.of()).prepare(access))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(folder.resolve("cache/kmnist").toString());
    }

    @Test
    void validationAndLimitsKeepASampleOfEveryClassToLearnFrom(@TempDir Path folder)
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of("size,kind"));
        for (int i = 0; i < 97; i++) {
            lines.add(i + 0.5 + ",often");
        }
        lines.addAll(List.of("1,seldom", "2,seldom", "3,once"));
        Path file = Files.write(folder.resolve("rare.csv"), lines);
        for (int seed = 1; seed <= 20; seed++) {
            Prepared prepared = prepared(String.format(
                    Locale.ROOT,
                    "data: {name: csv, path: \"%s\", seed: %d, validation: 0.5, test-share: 0.5, train: 10}\nbatch: 4",
                    file,
                    seed));
            assertThat(prepared.train().labels().orElseThrow()).contains(0, 1, 2);
        }
        assertThatThrownBy(() -> prepared(String.format(
                        Locale.ROOT, "data: {name: csv, path: \"%s\", train: 2, validation: 0}\nbatch: 1", file)))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("has no sample among the 2 to train on: expected at least one of each of 3"
                        + " classes; learn from more (train), or leave the class out of the data")
                .hasMessageContaining("class '");
        assertThatThrownBy(() -> prepared("data: {name: digits, train: 10}\nbatch: 1"))
                .hasMessageContaining("expected a class of at least 2 samples, as one of each is to train on");
        assertThatThrownBy(() -> prepared("data: {name: digits, train: 9, validation: 0}\nbatch: 1"))
                .hasMessageContaining("has no sample among the 9 to train on");
        assertThat(prepared("data: {name: digits, train: 1, test: 1, validation: 0, seed: 11}\nbatch: 1")
                        .train()
                        .size())
                .as("the classes that are in no part are not asked for")
                .isEqualTo(1);
    }

    @Test
    void aLimitTakesSamplesOfAllClasses(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = table(folder, 200);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.subList(1, lines.size())
                .sort((a, b) -> a.substring(a.length() - 5).compareTo(b.substring(b.length() - 5)));
        Files.write(file, lines);
        Prepared prepared = prepared(String.format(
                Locale.ROOT, "data: {name: csv, path: \"%s\", train: 40, validation: 0}\nbatch: 40", file));
        assertThat(prepared.train().size()).isEqualTo(40);
        int[] all = IntStream.range(0, 40).toArray();
        try (Batch batch = prepared.train().batch(all, DType.FLOAT32)) {
            assertThat(batch.targets().toLongs()).contains(0, 1);
        }
    }
}
