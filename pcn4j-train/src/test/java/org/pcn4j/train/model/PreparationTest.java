package org.pcn4j.train.model;

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
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.data.Ground;
import org.pcn4j.data.ImageFile;
import org.pcn4j.data.Normalization;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Regression;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;

/** A sample is prepared by one object, which the model carries. */
class PreparationTest {
    private static final DataAccess ACCESS =
            new DataAccess(Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline());

    @TempDir
    private Path folder;

    /** What came of an experiment. */
    private record Trained(Model model, Evaluation test) implements AutoCloseable {
        @Override
        public void close() {
            model.close();
        }
    }

    private static Trained trained(String text) throws InterruptedException {
        Prepared prepared = Experiment.read(text, List.of()).prepare(ACCESS);
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
            return new Trained(prepared.model(parameters), prepared.evaluator().evaluate(parameters, prepared.test()));
        }
    }

    private Path written(String name, List<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines);
    }

    /** Seconds since 1970, about 10 or 60 of them later by class. */
    private Path times() throws IOException {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>(List.of("time,kind"));
        for (int i = 0; i < 400; i++) {
            long offset = Math.round((i % 2 == 0 ? 10 : 60) + 8 * random.nextGaussian());
            lines.add(String.format(Locale.ROOT, "%d,%s", 1_700_000_000L + offset, i % 2 == 0 ? "early" : "late"));
        }
        return written("times.csv", lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void largeNumbersThatDifferByLittleKeepTheirDifferences(String dtype) throws Exception {
        String text = String.format(
                Locale.ROOT,
                "{model: {name: mlp, hidden: [8]}, data: {name: csv, path: '%s'}, dtype: %s, batch: 20, epochs: 20,"
                        + " optimizer: {lr: 0.02}}",
                times(),
                dtype);
        try (Trained trained = trained(text)) {
            assertThat(trained.test().accuracy().orElseThrow()).isEqualTo(1);
            assertThat(trained.model().predict(new double[] {1_700_000_010}, new double[] {1_700_000_060}).stream()
                            .map(Answer::label))
                    .containsExactly("early", "late");
        }
    }

    private Path houses() throws IOException {
        Random random = new Random(5);
        List<String> lines = new ArrayList<>(List.of("area,rooms,price,rent"));
        for (int i = 0; i < 300; i++) {
            int area = 50 + random.nextInt(150);
            int rooms = 1 + random.nextInt(6);
            lines.add(String.format(
                    Locale.ROOT,
                    "%d,%d,%d,%.2f",
                    area,
                    rooms,
                    100_000 + 2_500 * area + 8_000 * rooms,
                    4.5 * area + 20 * rooms));
        }
        return written("houses.csv", lines);
    }

    @Test
    void numbersAreLearnedScaledAndAnsweredAndMeasuredInTheirOwnUnits() throws Exception {
        String text = String.format(
                Locale.ROOT,
                "{model: {name: mlp, hidden: [16]}, data: {name: csv, path: '%s', target: number, label: [price, rent]},"
                        + " batch: 20, epochs: 40, optimizer: {lr: 0.02}}",
                houses());
        Path file = folder.resolve("model.safetensors");
        try (Trained trained = trained(text)) {
            List<Regression> numbers = trained.test().numbers();
            assertThat(numbers).extracting(Regression::name).containsExactly("price", "rent");
            assertThat(numbers.get(0).r2()).isGreaterThan(0.99);
            assertThat(numbers.get(0).rmse()).isBetween(1.0, 12_000.0);
            assertThat(numbers.get(0).mae()).isBetween(1.0, numbers.get(0).rmse());
            assertThat(numbers.get(1).rmse()).isBetween(0.01, 20.0);
            trained.model().save(file);
        }
        try (Model loaded = Model.load(file)) {
            double[] answer =
                    loaded.predict(loaded.preparation().read("120,4")).get(0).outputs();
            assertThat(answer[0]).isCloseTo(432_000, within(20_000.0));
            assertThat(answer[1]).isCloseTo(620, within(40.0));
        }
    }

    @Test
    void theMeasuresOfNumbersAreThoseOfTheirDefinitions() throws Exception {
        Path file = written("one.csv", List.of("x,y", "0,10", "1,20", "2,40", "3,30", "4,60", "5,50"));
        String text = String.format(
                Locale.ROOT,
                "{model: {name: mlp, hidden: []}, data: {name: csv, path: '%s', target: number, test-share: 0.5,"
                        + " validation: 0}, batch: 2, epochs: 1}",
                file);
        try (Trained trained = trained(text)) {
            Prepared prepared = Experiment.read(text, List.of()).prepare(ACCESS);
            double[] right = new double[3];
            double[] said = new double[3];
            for (int i = 0; i < 3; i++) {
                Normalization inputs = trained.model().preparation().inputs().orElseThrow();
                Normalization targets = trained.model().preparation().targets().orElseThrow();
                right[i] = targets.invert(prepared.test()
                        .batch(new int[] {i}, DType.FLOAT64)
                        .targets())[0];
                double x = inputs.invert(prepared.test()
                        .batch(new int[] {i}, DType.FLOAT64)
                        .inputs())[0];
                said[i] = trained.model().predict(new double[] {x}).get(0).outputs()[0];
            }
            double mean = (right[0] + right[1] + right[2]) / 3;
            double squares = 0;
            double distances = 0;
            double spread = 0;
            for (int i = 0; i < 3; i++) {
                squares += (said[i] - right[i]) * (said[i] - right[i]);
                distances += Math.abs(said[i] - right[i]);
                spread += (right[i] - mean) * (right[i] - mean);
            }
            Regression found = trained.test().numbers().get(0);
            assertThat(found.rmse()).isCloseTo(Math.sqrt(squares / 3), within(1e-4));
            assertThat(found.mae()).isCloseTo(distances / 3, within(1e-4));
            assertThat(found.r2()).isCloseTo(1 - squares / spread, within(1e-6));
        }
    }

    @Test
    void aQuestionIsRefusedByTheRulesOfTraining() throws Exception {
        String text = String.format(
                Locale.ROOT,
                "{model: {name: mlp, hidden: []}, data: {name: csv, path: '%s'}, batch: 20, epochs: 1}",
                times());
        try (Trained trained = trained(text)) {
            Model model = trained.model();
            for (String refused : List.of("NaN", "Infinity", "-inf", "1e39", "0x1p3", "1_000", "１", "1f", "one")) {
                assertThatThrownBy(() -> model.preparation().read(refused))
                        .as(refused)
                        .hasMessageContaining("column 'time'")
                        .hasMessageNotContaining("Exception");
            }
            assertThatThrownBy(() -> model.preparation().read(" "))
                    .hasMessage("' ': expected numbers for 'time', found none");
            assertThatThrownBy(() -> model.preparation().read("1,2"))
                    .hasMessage("'1,2': expected 1 numbers, 'time', separated by ',', found 2");
            for (double refused : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e39, -1e39}) {
                assertThatThrownBy(() -> model.predict(new double[] {refused}))
                        .hasMessageContaining("sample 1, column 'time': expected a finite number")
                        .hasMessageContaining("found " + refused);
            }
        }
    }

    @Test
    void aQuestionWhoseAnswerIsNotFiniteIsRefused() {
        ModelSpec line = new ModelSpec.Mlp(List.of(), Activation.TANH);
        Domain rows = new Domain.Rows(List.of("a", "b"), List.of());
        Description description = new Description(line, Energies.SQUARED_ERROR, Preparation.plain(rows));
        try (Parameters parameters = description.network().initialize(new Seed(1), DType.FLOAT32)) {
            parameters.tensors().forEach(tensor -> PointwiseKernels.addInPlace(tensor, 100));
            try (Model model = Model.of(description, parameters)) {
                assertThat(model.predict(new double[] {1, 2}).get(0).outputs()[0])
                        .isBetween(390.0, 410.0);
                assertThatThrownBy(() -> model.predict(new double[] {3e38, 3e38}))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "the network's answer is NaN or infinite: a number is too far from those of training for"
                                        + " float32");
            }
        }
    }

    @Test
    void whatNormalizedIsNoNumberOfTheNetworksTypeIsRefused() {
        Domain rows = new Domain.Rows(List.of("a"), List.of("x", "y"));
        Preparation tiny = Preparation.plain(rows).withInputs(Normalization.of(0, 1e-30, 1));
        assertThatThrownBy(() -> tiny.tensor(List.of(new double[] {1e30}), rows.shape(), DType.FLOAT32))
                .hasMessageContaining("too far from those of training");
    }

    @Test
    void aPreparationThatDoesNotFitItsSamplesIsRefused() {
        Domain rows = new Domain.Rows(List.of("a", "b"), List.of("x", "y"));
        Domain text = new Domain.Characters(4, List.of("a", "b"));
        assertThatThrownBy(() -> Preparation.plain(rows).withInputs(Normalization.of(0, 1, 3)))
                .hasMessage("a normalization of 3 parts does not fit rows of 2 numbers in 2 classes");
        assertThatThrownBy(() -> Preparation.plain(text).withInputs(Normalization.of(0, 1, 1)))
                .hasMessageContaining("does not fit windows of 4");
        assertThatThrownBy(() -> Preparation.plain(rows).withTargets(Normalization.of(0, 1, 1)))
                .hasMessage("a scale of 1 numbers to learn does not fit rows of 2 numbers in 2 classes");
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "FLOAT.*", mode = EnumSource.Mode.MATCH_ALL)
    void aCausalNetworkIsAskedWithATextOfAnyLengthAndContinuesIt(DType dtype) {
        List<String> letters = List.of("a", "b", "c", "d", "\n");
        Description description = new Description(
                new ModelSpec.Transformer(1, 8, 2),
                Energies.CROSS_ENTROPY,
                Preparation.plain(new Domain.Characters(6, letters)));
        try (Parameters parameters = description.network().initialize(new Seed(2), dtype);
                Model model = Model.of(description, parameters)) {
            assertThat(model.isCausal()).isTrue();
            double[] whole = model.predict(model.encoded("abcdab")).get(0).outputs();
            for (int length = 1; length < 6; length++) {
                double[] some = model.predict(model.encoded("abcdab".substring(0, length)))
                        .get(0)
                        .outputs();
                assertThat(some).hasSize(5 * length);
                for (int i = 0; i < some.length; i++) {
                    assertThat(some[i]).isEqualTo(whole[i]);
                }
            }
            String text = model.continued("ab", 40, 0.8, new Seed(1));
            assertThat(text).hasSize(42).startsWith("ab").isEqualTo(model.continued("ab", 40, 0.8, new Seed(1)));
            assertThat(model.continued("ab", 40, 0.8, new Seed(2))).isNotEqualTo(text);
            assertThat(model.continued("abcdabcdabcd", 3, 0, new Seed(1)))
                    .isEqualTo(model.continued("abcdabcdabcd", 3, 0, new Seed(9)))
                    .hasSize(15);
            // A prompt beyond the window is read by its end, as what was added is.
            assertThat(model.continued("dcbabcdabcd", 20, 0, new Seed(1)).substring(5))
                    .isEqualTo(model.continued("cdabcd", 20, 0, new Seed(1)));
            assertThatThrownBy(() -> model.continued("xyz", 1, 1, new Seed(1)))
                    .hasMessage("'xyz', character 1: expected one of the vocabulary's 5, found U+0078");
            assertThatThrownBy(() -> model.continued("a", 1, -1, new Seed(1))).hasMessageContaining("temperature");
        }
    }

    @Test
    void aNetworkThatLooksAheadIsAskedWithWholeTextsAlone() {
        ModelSpec graph = Experiment.read("""
                {data: {name: markov, window: 4, train: 4, test: 2}, model: {name: graph, nodes: [
                 {name: x, kind: tokens, shape: [4], vocabulary: 27},
                 {name: e, function: {name: embedding, vocabulary: 27, width: 6}, parents: [x]},
                 {name: a, function: {name: multi-head-attention, width: 6, heads: 1, mask: none}, parents: [e]},
                 {name: out, kind: output, function: {name: linear, in: 6, out: 27}, parents: [a]}]}}
                """, List.of()).model();
        List<String> letters = new ArrayList<>();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            letters.add(Character.toString(letter));
        }
        letters.add(" ");
        Description description =
                new Description(graph, Energies.CROSS_ENTROPY, Preparation.plain(new Domain.Characters(4, letters)));
        try (Parameters parameters = description.network().initialize(new Seed(2), DType.FLOAT32);
                Model model = Model.of(description, parameters)) {
            assertThat(model.isCausal()).isFalse();
            assertThat(model.predict(model.encoded("abcd")).get(0).outputs()).hasSize(4 * 27);
            assertThatThrownBy(() -> model.predict(model.encoded("abc")))
                    .hasMessageContaining("expected a text of 4 characters, found 3");
            assertThatThrownBy(() -> model.continued("abc", 3, 1, new Seed(1)))
                    .hasMessageContaining("only a causal network");
        }
    }

    @Test
    void darkInkOnWhiteIsToldFromTheDigitsThatWereLearned() throws Exception {
        try (Trained trained =
                trained("{model: {name: mlp, hidden: [8]}, data: {name: digits, train: 100, test: 20}, epochs: 1}")) {
            Preparation preparation = trained.model().preparation();
            assertThat(preparation.border().orElseThrow()).isLessThan(0.1);
            double[] paper = new double[784];
            Arrays.fill(paper, 1);
            assertThat(preparation.isInverted(paper)).isTrue();
            assertThat(preparation.isInverted(new double[784])).isFalse();
            Path file = folder.resolve("digits.safetensors");
            trained.model().save(file);
            try (Model loaded = Model.load(file)) {
                assertThat(loaded.preparation()).isEqualTo(preparation);
            }
        }
    }

    @Test
    void aTransparentImageIsSeenOnTheGroundThatTheModelCarries() throws IOException {
        Domain images = new Domain.Images(1, 4, 4, List.of("x", "y"));
        BufferedImage drawn = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        drawn.setRGB(1, 2, 0xff000000);
        Path png = folder.resolve("transparent.png");
        ImageIO.write(drawn, "png", png.toFile());
        for (Ground ground : List.of(Ground.WHITE, Ground.BLACK, Ground.of("#808080"))) {
            Description description = new Description(
                    new ModelSpec.Mlp(List.of(), Activation.TANH),
                    Energies.CROSS_ENTROPY,
                    Preparation.plain(images).withImages(ground, 0.5));
            Description read = Description.read(description.toYaml(), "a test");
            assertThat(read).isEqualTo(description);
            double[] pixels = read.preparation().image(new ImageFile(png));
            assertThat(pixels).isEqualTo(read.preparation().image(Files.readAllBytes(png), "bytes"));
            assertThat(pixels[9]).isZero();
            assertThat(pixels[0]).isCloseTo(ground.red() / 255.0, within(1e-6));
        }
    }

    @Test
    void classWeightsAreByNameOrBalancedAndEvaluationsCountClassesAlike() throws Exception {
        List<String> lines = new ArrayList<>(List.of("x,kind"));
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            boolean rare = i % 20 == 0;
            lines.add(String.format(
                    Locale.ROOT, "%.3f,%s", (rare ? 1 : 0) + random.nextGaussian(), rare ? "rare" : "common"));
        }
        Path file = written("rare.csv", lines);
        String text = "{model: {name: mlp, hidden: [4]}, data: {name: csv, path: '" + file
                + "', validation: 0}, batch: 20, epochs: 30, optimizer: {lr: 0.02}, class-weights: %s}";
        List<Long> found = new ArrayList<>();
        List<Double> before = new ArrayList<>();
        for (String weights : List.of("none", "balanced", "{rare: 19}")) {
            Prepared prepared = Experiment.read(String.format(Locale.ROOT, text, weights), List.of())
                    .prepare(ACCESS);
            try (Parameters parameters = prepared.parameters();
                    Optimizer optimizer = prepared.optimizer()) {
                before.add(prepared.evaluator()
                        .evaluate(parameters, prepared.train())
                        .loss());
                prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
                found.add(prepared.evaluator()
                        .confusion(parameters, prepared.train())
                        .count(1, 1));
            }
        }
        // The same parameters at the beginning, so the same loss, whatever classes weigh.
        assertThat(before).containsOnly(before.get(0));
        assertThat(found.get(0)).isLessThan(3);
        assertThat(found.get(1)).isGreaterThan(4);
        assertThat(found.get(2)).isGreaterThan(4);
        assertThatThrownBy(() -> Experiment.read(String.format(Locale.ROOT, text, "{rar: 2}"), List.of())
                        .prepare(ACCESS))
                .hasMessageContaining("unknown class 'rar', did you mean 'rare'?");
        assertThatThrownBy(() -> Experiment.read(String.format(Locale.ROOT, text, "heavy"), List.of()))
                .hasMessageContaining("class-weights: expected")
                .hasMessageContaining("balanced")
                .hasMessageContaining("found 'heavy'");
        assertThatThrownBy(() ->
                        Experiment.read("{data: digits, loss: squared-error, class-weights: balanced}", List.of()))
                .hasMessageContaining("class-weights: it weighs a cross-entropy");
    }
}
