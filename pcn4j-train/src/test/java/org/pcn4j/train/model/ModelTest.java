package org.pcn4j.train.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.data.Digits;
import org.pcn4j.data.Normalization;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.network.ResNet.Norm;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.NativeMemory;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.checkpoint.Checkpoint;
import org.pcn4j.train.file.FileFormatException;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.onnx.Onnx;
import org.pcn4j.train.onnx.OnnxException;
import org.pcn4j.train.onnx.OnnxOptions;
import org.pcn4j.train.settings.SettingsException;

class ModelTest {
    private static final List<String> PETS = List.of("cat", "dog", "a \"quoted\" one");
    private static final Domain GRAY = new Domain.Images(1, 8, 8, PETS);
    private static final Domain COLORED = new Domain.Images(3, 32, 32, PETS);
    private static final Domain WORDS = new Domain.Words(5, List.of("", "a", "b", " "), PETS);
    private static final Domain TEXT = new Domain.Characters(6, List.of(" ", "\n", "a", "é", "漢"));

    @TempDir
    private Path folder = Path.of("");

    private final List<String> said = new ArrayList<>();

    private static Description description(ModelSpec model, Domain domain) {
        return new Description(model, model.answers(domain).defaultLoss(), domain, Optional.empty());
    }

    private static Description mlp() {
        return description(new ModelSpec.Mlp(List.of(6), Activation.RELU), GRAY);
    }

    private static Model model(Description description, DType dtype) {
        try (Parameters parameters = description.network().initialize(new Seed(5), dtype)) {
            return Model.of(description, parameters);
        }
    }

    private Path saved(Description description) throws IOException {
        Path file = folder.resolve("model.safetensors");
        try (Model model = model(description, DType.FLOAT32)) {
            model.save(file);
        }
        return file;
    }

    private static float[] numbers(Domain domain) {
        float[] numbers = new float[Math.toIntExact(domain.shape().elements())];
        Random random = new Random(3);
        boolean tokens = domain instanceof Domain.Words || domain instanceof Domain.Characters;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tokens ? random.nextInt(4) : random.nextFloat();
        }
        return numbers;
    }

    static Stream<Description> models() {
        return Stream.of(
                mlp(),
                description(
                        new ModelSpec.Mlp(List.of(), Activation.TANH), new Domain.Rows(List.of("a", "b"), List.of())),
                description(
                        new ModelSpec.Mlp(List.of(3, 3), Activation.GELU), new Domain.Rows(List.of("a", "b"), PETS)),
                description(new ModelSpec.Cnn(), GRAY),
                description(new ModelSpec.Rnn(7), GRAY),
                description(new ModelSpec.Vgg5(2), COLORED),
                description(new ModelSpec.Alexnet(2), COLORED),
                description(ModelForms.KIND.byDefault("resnet18-plain"), COLORED),
                description(new ModelSpec.Resnet18(2, Norm.BATCH), COLORED),
                description(new ModelSpec.Lstm(3, 4), WORDS),
                description(new ModelSpec.Transformer(2, 8, 2), TEXT),
                description(new ModelSpec.Autoencoder(2, 2), COLORED));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelIsLoadedAsItWasSavedAndAnswersWithTheSameBits(Description description) throws IOException {
        Path file = folder.resolve("model.safetensors");
        float[] sample = numbers(description.domain());
        try (Model model = model(description, DType.FLOAT32)) {
            model.save(file);
            try (Model loaded = Model.load(file)) {
                assertThat(loaded.description()).isEqualTo(description);
                assertThat(loaded.network().toString())
                        .isEqualTo(model.network().toString());
                for (int i = 0; i < model.parameters().tensors().size(); i++) {
                    assertThat(loaded.parameters()
                                    .tensors()
                                    .get(i)
                                    .isEqualTo(model.parameters().tensors().get(i)))
                            .isTrue();
                }
                Answer before = model.predict(sample).get(0);
                Answer after = loaded.predict(sample).get(0);
                assertThat(after.outputs()).containsExactly(before.outputs());
                assertThat(after.label()).isEqualTo(before.label());
                assertThat(after.probabilities()).isEqualTo(before.probabilities());
            }
        }
    }

    /** To the bit in exact arithmetic; dense kernels round otherwise. */
    @Test
    void aModelAnswersAsThePlainForwardPass() {
        Description exact =
                new Description(mlp().model(), mlp().loss(), mlp().preparation(), Optional.of(Arithmetic.EXACT));
        try (Model model = model(exact, DType.FLOAT64);
                Model other = model(mlp(), DType.FLOAT64);
                TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(model.parameters())) {
            float[] sample = numbers(GRAY);
            Tensor input = Tensor.of(Shape.of(1, 64), sample).to(DType.FLOAT64);
            double[] expected = model.network()
                    .forward(model.parameters().tensors(), List.of(input), passes)
                    .get(model.network().outputs().get(0).index())
                    .value()
                    .toDoubles();
            Answer answer = model.predict(sample).get(0);
            Answer fused = other.predict(sample).get(0);
            for (int i = 0; i < expected.length; i++) {
                assertThat(answer.outputs()[i]).isEqualTo(expected[i]);
                assertThat(fused.outputs()[i]).isCloseTo(expected[i], within(1e-14));
            }
        }
    }

    @Test
    void probabilitiesAddUpTo1AndTheLabelIsTheLargest() {
        try (Model model = model(mlp(), DType.FLOAT32)) {
            Answer answer = model.predict(numbers(GRAY)).get(0);
            assertThat(answer.probabilities()).hasSize(3);
            assertThat(answer.probabilities().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum())
                    .isCloseTo(1, within(1e-12));
            double most = answer.probabilities().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElseThrow();
            assertThat(answer.label()).isEqualTo(PETS.get(answer.probabilities().indexOf(most)));
        }
    }

    @Test
    void aNumberIsAnsweredWithoutClasses() {
        Description description = description(
                new ModelSpec.Mlp(List.of(3), Activation.TANH), new Domain.Rows(List.of("a", "b"), List.of()));
        try (Model model = model(description, DType.FLOAT32)) {
            Answer answer = model.predict(new float[] {1, 2}).get(0);
            assertThat(answer.outputs()).hasSize(1);
            assertThat(answer.label()).isEmpty();
            assertThat(answer.probabilities()).isEmpty();
        }
    }

    @Test
    void aDescriptionOfVersion010ThatNamesNoTargetsIsOfClassesOrOfANumber() {
        for (List<String> classes : List.of(List.<String>of(), PETS)) {
            Description description = description(
                    new ModelSpec.Mlp(List.of(3), Activation.TANH), new Domain.Rows(List.of("a", "b"), classes));
            String old = description.toYaml().replaceAll("(?m)^ *targets: .*\\R", "");
            assertThat(old)
                    .doesNotContain("targets")
                    .hasSizeLessThan(description.toYaml().length());
            assertThat(Description.read(old, "model")).isEqualTo(description);
        }
    }

    @Test
    void aModelOfVersion010ThatSpellsItsNormalizationOtherwiseLoads() throws IOException {
        Normalization normalization = new Normalization(List.of(100.0, -5.5), List.of(20.0, 0.1));
        Description description = new Description(
                new ModelSpec.Mlp(List.of(4), Activation.TANH),
                Energies.CROSS_ENTROPY,
                new Domain.Rows(List.of("a", "b"), PETS),
                Optional.of(normalization));
        String old = description.toYaml().replace("normalization:", "normalisation:");
        assertThat(old).contains("\nnormalisation:");
        Path file = folder.resolve("a.safetensors");
        try (Model model = model(description, DType.FLOAT32)) {
            model.save(file);
        }
        try (Model loaded = Model.load(withMetadata(file, Map.of(Model.METADATA, old)))) {
            assertThat(loaded.preparation().inputs()).contains(normalization);
        }
    }

    @Test
    void samplesAreNormalizedAsThoseThatWereLearnedFrom() throws IOException {
        Domain rows = new Domain.Rows(List.of("a", "b"), PETS);
        ModelSpec spec = new ModelSpec.Mlp(List.of(4), Activation.TANH);
        Normalization normalization = new Normalization(List.of(100.0, -5.5), List.of(20.0, 0.1));
        Description plain = description(spec, rows);
        Description normalized = new Description(spec, Energies.CROSS_ENTROPY, rows, Optional.of(normalization));
        try (Model without = model(plain, DType.FLOAT64);
                Model with = model(normalized, DType.FLOAT64)) {
            Path file = folder.resolve("a.safetensors");
            with.save(file);
            try (Model loaded = Model.load(file)) {
                assertThat(loaded.preparation().inputs()).contains(normalization);
                double[] expected = without.predict(new float[] {1, 5}).get(0).outputs();
                double[] found = loaded.predict(new float[] {120, -5}).get(0).outputs();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-6));
                }
            }
        }
    }

    @Test
    void textIsEncodedByTheVocabulary() {
        try (Model words = model(description(new ModelSpec.Lstm(3, 4), WORDS), DType.FLOAT32);
                Model text = model(description(new ModelSpec.Transformer(1, 8, 2), TEXT), DType.FLOAT32);
                Model images = model(mlp(), DType.FLOAT32)) {
            assertThat(words.encoded("ab")).containsExactly(1, 2, 0, 0, 0);
            assertThat(PETS).contains(words.predict(words.encoded("b a")).get(0).label());
            assertThat(text.encoded("aé 漢\na")).containsExactly(2, 3, 0, 4, 1, 2);
            assertThat(text.predict(text.encoded("aé 漢\na")).get(0).outputs()).hasSize(30);
            assertThatThrownBy(() -> words.encoded("abc"))
                    .hasMessage("'abc', character 3: expected one of the vocabulary's 4, found U+0063");
            assertThatThrownBy(() -> words.encoded("")).hasMessageContaining("expected a text of 1 to 5 characters");
            assertThatThrownBy(() -> text.encoded("aaaaaaa"))
                    .hasMessageContaining("expected a text of 1 to 6 characters, found 7");
            assertThatThrownBy(() -> images.encoded("a")).hasMessageContaining("the model reads images of 1x8x8");
            assertThatThrownBy(() -> words.predict(new float[] {1, 2, 4, 0, 0}))
                    .hasMessageContaining("expected tokens from 0 to 3, found 4.0");
            assertThatThrownBy(() -> words.predict(new float[] {1, 0.5f, 1, 0, 0}))
                    .hasMessageContaining("found 0.5");
            assertThatThrownBy(() -> words.predict(new float[] {Float.NaN, 1, 1, 0, 0}))
                    .hasMessageContaining("found NaN");
        }
    }

    @Test
    void samplesOfAnotherSizeAreRefused() {
        try (Model model = model(mlp(), DType.FLOAT32)) {
            assertThatThrownBy(() -> model.predict(numbers(GRAY), new float[3]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("sample 2: expected 64 numbers, found 3");
            assertThatThrownBy(() -> model.predict(new double[0][]))
                    .hasMessageContaining("expected at least one sample");
        }
    }

    @Test
    void severalThreadsGetTheAnswersThatOneGets() throws InterruptedException, ExecutionException {
        try (Model model = model(description(new ModelSpec.Cnn(), GRAY), DType.FLOAT32)) {
            List<float[]> samples = new ArrayList<>();
            Random random = new Random(8);
            for (int i = 0; i < 40; i++) {
                float[] sample = new float[64];
                for (int j = 0; j < sample.length; j++) {
                    sample[j] = random.nextFloat();
                }
                samples.add(sample);
            }
            List<double[]> expected = samples.stream()
                    .map(sample -> model.predict(sample).get(0).outputs())
                    .toList();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<double[]>> found = new ArrayList<>();
                for (float[] sample : samples) {
                    found.add(threads.submit(() -> model.predict(sample).get(0).outputs()));
                }
                for (int i = 0; i < expected.size(); i++) {
                    double[] answer = found.get(i).get();
                    for (int j = 0; j < answer.length; j++) {
                        assertThat(answer[j]).isCloseTo(expected.get(i)[j], within(1e-6));
                    }
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void aModelThatIsClosedWhileOthersAskItAnswersThemToTheEnd() throws InterruptedException, ExecutionException {
        float[] sample = numbers(GRAY);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        long before = NativeMemory.liveObjects();
        try {
            for (int round = 0; round < 15; round++) {
                Model model = model(mlp(), DType.FLOAT32);
                List<Double> expected = model.predict(sample).get(0).probabilities();
                CountDownLatch begun = new CountDownLatch(3);
                List<Future<String>> told = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    told.add(threads.submit(() -> asked(model, sample, expected, begun)));
                }
                begun.await();
                TimeUnit.MICROSECONDS.sleep(100L * (round % 5));
                model.close();
                for (Future<String> each : told) {
                    assertThat(each.get()).isEqualTo("the numbers of a network are used after they were closed");
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(NativeMemory.liveObjects()).isLessThanOrEqualTo(before);
    }

    /** Asks over and over, and returns how it was told that the model is closed. */
    private static String asked(Model model, float[] sample, List<Double> expected, CountDownLatch begun) {
        while (true) {
            try {
                if (!model.predict(sample).get(0).probabilities().equals(expected)) {
                    return "another answer";
                }
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            } finally {
                begun.countDown();
            }
        }
    }

    @Test
    void aClosedModelNeitherAnswersNorIsSavedNorEvaluated() {
        Model model = model(mlp(), DType.FLOAT32);
        model.close();
        model.close();
        Path file = folder.resolve("closed.safetensors");
        assertThatThrownBy(() -> model.predict(numbers(GRAY)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> model.save(file)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Model.of(mlp(), model.parameters())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Onnx.write(file, model.network(), model.parameters(), OnnxOptions.defaults()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Checkpoint.of(1, model.parameters(), new Sgd(0.1), Map.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Evaluator(model.network(), 4)
                        .evaluate(model.parameters(), Digits.generate(1, 10, 10).test()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(file).doesNotExist();
    }

    @Test
    void aModelWhoseNumbersAreNotFiniteIsNeitherMadeNorSavedNorExported() throws IOException {
        Path file = folder.resolve("nan.safetensors");
        Description description = description(new ModelSpec.Resnet18(2, Norm.BATCH), COLORED);
        try (Model model = model(description, DType.FLOAT32);
                Tensor bad = Tensor.full(DType.FLOAT32, Shape.of(), Double.NaN)) {
            for (String name : List.of("stem.0.weight", "stem.1.running_var")) {
                Tensor tensor = model.parameters().get(name);
                try (Tensor before = tensor.copy()) {
                    tensor.copyInPlace(bad.reshape(Shape.of(1)));
                    String expected = "'" + name + "' holds NaN or infinite numbers";
                    assertThatThrownBy(() -> model.save(file))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith(expected);
                    assertThatThrownBy(() -> Model.of(description, model.parameters()))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageStartingWith(expected);
                    assertThatThrownBy(
                                    () -> Onnx.write(file, model.network(), model.parameters(), OnnxOptions.defaults()))
                            .isInstanceOf(OnnxException.class)
                            .hasMessageStartingWith(expected);
                    tensor.copyInPlace(before);
                }
            }
            assertThat(file).doesNotExist();
            model.save(file);
        }
    }

    @Test
    void everyFlippedBitOfASavedModelIsTold() throws IOException {
        Path file = saved(mlp());
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(9);
        int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() + 8;
        for (int i = 0; i < 60; i++) {
            int at = header + random.nextInt(bytes.length - header);
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThatThrownBy(() -> Model.load(file))
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageStartingWith(file + ": it is damaged: its contents have the checksum ")
                    .hasMessageContaining(" that it names; who has changed the numbers on purpose takes the metadata"
                            + " 'pcn4j-checksum' away")
                    .message()
                    .doesNotContain("\n");
            assertThatThrownBy(() -> Model.importing(file, mlp(), Renaming.NONE, said::add))
                    .isInstanceOf(FileFormatException.class)
                    .hasMessageContaining("it is damaged");
        }
        Files.write(file, bytes);
        Model.load(file).close();
    }

    @Test
    void aChangedDescriptionIsTold() throws IOException {
        Path file = saved(mlp());
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        String changed = text.replace("activation: relu", "activation: tanh");
        assertThat(changed).isNotEqualTo(text);
        Files.write(file, changed.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Model.load(file)).hasMessageContaining("it is damaged");
    }

    @Test
    void aModelThatNamesNoChecksumAsOnesOfVersion010IsLoaded() throws IOException {
        Path file = saved(mlp());
        Model.load(withMetadata(file, Map.of(Model.METADATA, mlp().toYaml()))).close();
    }

    /** The tensors of a file with other metadata. */
    private Path withMetadata(Path file, Map<String, String> metadata) throws IOException {
        Path changed = folder.resolve("changed.safetensors");
        try (SafeTensors tensors = SafeTensors.open(file);
                TensorScope scope = new TensorScope()) {
            SafeTensors.write(changed, tensors.readAll(), metadata);
        }
        return changed;
    }

    @Test
    void filesWithoutTheFormOfANetworkAreRefused() throws IOException {
        Path file = saved(mlp());
        assertThatThrownBy(() -> Model.load(withMetadata(file, Map.of("format", "pt"))))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("it has no metadata 'pcn4j'");
        Path other = Files.writeString(folder.resolve("other"), "this is no such file");
        assertThatThrownBy(() -> Model.load(other)).isInstanceOf(FileFormatException.class);
        assertThatThrownBy(() -> Model.load(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "format: 2",
                "[1, 2",
                "hidden: [6] | hidden: [7]",
                "hidden: [6] | hidden: [1048576, 1048576, 1048576]",
                "hidden: [6] | hidden: [6, 6]",
                "name: mlp | name: cnn",
                "height: 8 | height: 65536",
                "channels: 1 | channels: 2",
                "activation: relu | activation: System.exit",
                "loss: cross-entropy | loss: none",
                "name: images | name: words",
                "normalization: none | normalization: {means: [1, 2, 3], deviations: [1, 1, 1]}",
                "normalization: none | normalization: {means: [1], deviations: [0]}",
                "normalization: none | normalization: &a [*a]",
                "cat | dog, cat"
            })
    void hostileFormsOfNetworksAreRefusedInOneLineBeforeMemoryIsTaken(String change) throws IOException {
        Path file = saved(mlp());
        String text = mlp().toYaml();
        String[] parts = change.split(" \\| ");
        String changed = parts.length == 2 ? text.replace(parts[0], parts[1]) : change;
        assertThat(changed).isNotEqualTo(text);
        Path hostile = withMetadata(file, Map.of(Model.METADATA, changed));
        assertThatThrownBy(() -> Model.load(hostile))
                .isInstanceOf(FileFormatException.class)
                .hasMessageStartingWith(hostile.toString())
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aGraphWhoseSizesOverflowIsRefused() throws IOException {
        String graph = """
                format: 1
                model:
                  name: graph
                  nodes:
                    - {name: x, kind: input, shape: [1073741824, 1073741824, 1073741824]}
                    - {name: out, kind: output, function: [flatten, {name: linear, in: 5, out: 3}], parents: [x]}
                loss: cross-entropy
                data: {name: images, channels: 1, height: 8, width: 8, classes: [a, b, c]}
                normalization: none
                """;
        Path hostile = withMetadata(saved(mlp()), Map.of(Model.METADATA, graph));
        assertThatThrownBy(() -> Model.load(hostile)).isInstanceOf(FileFormatException.class);
    }

    @Test
    void mutatedFormsAreReadOrRefused() {
        String text = description(new ModelSpec.Lstm(3, 4), WORDS).toYaml();
        Random random = new Random(4);
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            StringBuilder changed = new StringBuilder(text);
            int at = random.nextInt(text.length());
            if (random.nextBoolean()) {
                changed.deleteCharAt(at);
            } else {
                changed.setCharAt(at, (char) (32 + random.nextInt(95)));
            }
            try {
                Description read = Description.read(changed.toString(), "a");
                assertThat(Description.read(read.toYaml(), "b")).isEqualTo(read);
            } catch (SettingsException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 1400);
    }

    @Test
    void weightsFromElsewhereAreLoadedByTheirNamesOrByOthers() throws IOException {
        Path file = saved(mlp());
        Path elsewhere = folder.resolve("torch.safetensors");
        try (SafeTensors tensors = SafeTensors.open(file);
                TensorScope scope = new TensorScope()) {
            Map<String, Tensor> renamed = new LinkedHashMap<>();
            tensors.readAll()
                    .forEach((name, tensor) ->
                            renamed.put("module." + name.replace("fc1", "net.0").replace("out", "net.2"), tensor));
            renamed.put("module.net.1.num_batches_tracked", Tensor.of(Shape.of(1), new long[] {3}));
            SafeTensors.write(elsewhere, renamed, Map.of());
        }
        Renaming renaming = new Renaming(Map.of("module.net.0", "fc1", "module.net.2", "out", "module", ""));
        try (Model model = Model.load(file);
                Model imported = Model.importing(elsewhere, mlp(), renaming, said::add)) {
            assertThat(imported.predict(numbers(GRAY)).get(0).outputs())
                    .containsExactly(model.predict(numbers(GRAY)).get(0).outputs());
        }
        assertThatThrownBy(() -> Model.importing(elsewhere, mlp(), Renaming.without("module"), said::add))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("it lacks 'fc1.weight'")
                .hasMessageContaining("it has 'module.net.0");
    }

    @Test
    void weightsOfAnotherShapeOrTypeAreRefused() throws IOException {
        Path file = saved(mlp());
        Description wider = description(new ModelSpec.Mlp(List.of(7), Activation.RELU), GRAY);
        assertThatThrownBy(() -> Model.importing(file, wider, Renaming.NONE, said::add))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("'fc1.weight' has the shape [6, 64]; expected [7, 64]");
        Path mixed = folder.resolve("mixed.safetensors");
        try (SafeTensors tensors = SafeTensors.open(file);
                TensorScope scope = new TensorScope()) {
            Map<String, Tensor> all = new LinkedHashMap<>(tensors.readAll());
            all.computeIfPresent("out.bias", (name, tensor) -> tensor.to(DType.FLOAT64));
            SafeTensors.write(mixed, all, tensors.metadata());
        }
        assertThatThrownBy(() -> Model.load(mixed))
                .isInstanceOf(FileFormatException.class)
                .hasMessageContaining("expected all float32 or all float64");
    }

    @Test
    void prefixesAreReplacedAtDotsAloneAndTheLongestCounts() {
        Renaming renaming = new Renaming(Map.of("a", "x", "a.b", "y", "c", ""));
        assertThat(renaming.apply("a.weight")).isEqualTo("x.weight");
        assertThat(renaming.apply("a.b.weight")).isEqualTo("y.weight");
        assertThat(renaming.apply("ab.weight")).isEqualTo("ab.weight");
        assertThat(renaming.apply("c.d.weight")).isEqualTo("d.weight");
        assertThat(new Renaming(Map.of("", "net")).apply("d.weight")).isEqualTo("net.d.weight");
        assertThat(Renaming.NONE.apply("d.weight")).isEqualTo("d.weight");
    }
}
