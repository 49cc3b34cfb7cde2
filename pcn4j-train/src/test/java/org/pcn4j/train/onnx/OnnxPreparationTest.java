package org.pcn4j.train.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.data.ImageFile;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.model.Answer;
import org.pcn4j.train.model.Domain;
import org.pcn4j.train.model.Model;
import tools.jackson.databind.json.JsonMapper;

/** A model's file and its ONNX file answer raw samples alike: what prepares samples is part of both. */
class OnnxPreparationTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    private static Model trained(String text) throws InterruptedException {
        Prepared prepared = Experiment.read(text, List.of("updates=3"))
                .prepare(new DataAccess(
                        Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline()));
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            prepared.trainer().train(parameters, optimizer, prepared.train(), prepared.length());
            return prepared.model(parameters);
        }
    }

    /** Requires that ONNX Runtime answers as the model does. */
    private void requireAlike(Model model, List<double[]> samples) throws Exception {
        Path file = folder.resolve("model.onnx");
        Onnx.write(file, model, OnnxOptions.defaults());
        List<Answer> expected = model.predict(samples.toArray(double[][]::new));
        try (OnnxRuntime runtime = new OnnxRuntime(file);
                TensorScope scope = new TensorScope()) {
            double[] found = runtime.run(List.of(input(model, samples))).get(0).toDoubles();
            double[] all = expected.stream()
                    .flatMapToDouble(answer -> Arrays.stream(answer.outputs()))
                    .toArray();
            assertThat(found).hasSameSizeAs(all);
            for (int i = 0; i < all.length; i++) {
                double distance = Math.abs(found[i] - all[i]) / Math.max(1, Math.abs(all[i]));
                assertThat(distance).as("output " + i).isLessThanOrEqualTo(TOLERANCE);
            }
            Map<String, String> metadata = runtime.session().getMetadata().getCustomMetadata();
            List<String> classes = model.description().domain().classes();
            assertThat(metadata.getOrDefault("pcn4j.classes", "[]")).isEqualTo(json(classes));
            if (model.description().domain() instanceof Domain.Rows rows) {
                assertThat(metadata).containsEntry("pcn4j.features", json(rows.columns()));
                assertThat(metadata.getOrDefault("pcn4j.targets", "[]")).isEqualTo(json(rows.targets()));
            }
            if (model.description().isOfTokens()) {
                assertThat(metadata)
                        .containsEntry(
                                "pcn4j.vocabulary", json(model.preparation().vocabulary()));
            }
        }
    }

    private static String json(List<String> names) {
        return JsonMapper.shared().writeValueAsString(names);
    }

    /** Returns the samples as whoever runs the ONNX file gives them. */
    private static Tensor input(Model model, List<double[]> samples) {
        Shape shape = model.network().inputs().get(0).shape().batched(samples.size());
        double[] all = samples.stream().flatMapToDouble(Arrays::stream).toArray();
        assertThat(model.network().inputs().get(0).isRoot()).isTrue();
        if (model.description().isOfTokens()) {
            return Tensor.of(DType.INT64, shape, all);
        }
        boolean wide = model.description().domain() instanceof Domain.Rows
                && model.preparation().inputs().isPresent();
        return Tensor.of(wide ? DType.FLOAT64 : model.parameters().dtype(), shape, all);
    }

    private Path table(long offset) throws IOException {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>(List.of("time,\"width, mm\",small,kind"));
        for (int i = 0; i < 60; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%d,%.3f,%.9f,%s",
                    offset + random.nextInt(100),
                    50 + 10 * random.nextGaussian(),
                    1e-6 * random.nextGaussian(),
                    List.of("\"é, or not\"", "\"b\"\"c\"", "3").get(i % 3)));
        }
        return Files.write(folder.resolve("table.csv"), lines);
    }

    @ParameterizedTest
    @CsvSource({"float32,standard", "float64,standard", "float32,none"})
    void rowsAsTheyStandInTheFile(String dtype, String normalize) throws Exception {
        try (Model model = trained(String.format(
                Locale.ROOT,
                "{model: {name: mlp, hidden: [8]}, data: {name: csv, path: '%s', normalize: %s}, dtype: %s, batch: 8}",
                table(1_700_000_000L),
                normalize,
                dtype))) {
            requireAlike(
                    model,
                    List.of(
                            model.preparation().read("1700000010,45.5,1e-6"),
                            model.preparation().read("1700000060,61.25,-2e-6")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void numbersInTheirOwnUnit(String dtype) throws Exception {
        List<String> lines = new ArrayList<>(List.of("a,b,price,age"));
        Random random = new Random(2);
        for (int i = 0; i < 60; i++) {
            int a = random.nextInt(100);
            lines.add(a + "," + (a % 7) + "," + (400_000 + 1_000 * a) + "," + (a % 13));
        }
        Path file = Files.write(folder.resolve("numbers.csv"), lines);
        try (Model model = trained(String.format(
                Locale.ROOT,
                "{model: {name: mlp, hidden: [8]}, dtype: %s, batch: 8,"
                        + " data: {name: csv, path: '%s', target: number, label: [price, age]}}",
                dtype,
                file))) {
            requireAlike(
                    model,
                    List.of(model.preparation().read("3,4"), model.preparation().read("90,1")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mlp,digits,none",
        "mlp,digits,standard",
        "cnn,digits,standard",
        "rnn,digits,standard",
        "'{name: vgg5, width: 4}',shapes,standard",
        "'{name: alexnet, width: 4}',shapes,standard",
        "'{name: resnet18, width: 4}',shapes,standard",
        "'{name: resnet18-plain, width: 4}',shapes,standard",
        "'{name: autoencoder, width: 4}',shapes,standard",
        "graph,digits,standard",
        "mlp,shapes,standard"
    })
    void thePixelsOfPngFiles(String spec, String data, String normalize) throws Exception {
        try (Model model = trained(String.format(
                Locale.ROOT,
                "{model: %s, data: {name: %s, train: 40, test: 10, normalize: %s}, batch: 8}",
                spec,
                data,
                normalize))) {
            List<double[]> samples = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Path png = folder.resolve(i + ".png");
                BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
                Random random = new Random(i);
                IntStream.range(0, 1600).forEach(p -> image.setRGB(p % 40, p / 40, random.nextInt(1 << 24)));
                ImageIO.write(image, "png", png.toFile());
                samples.add(model.preparation().image(new ImageFile(png)));
            }
            requireAlike(model, samples);
        }
    }

    @Test
    void namesAsTyped() throws Exception {
        try (Model model = trained(
                "{model: {name: lstm, embedding: 4, hidden: 8}, data: {name: words, train: 40, test: 10}, batch: 8}")) {
            requireAlike(
                    model,
                    List.of(
                            model.preparation().read("hello"),
                            model.preparation().read("ab")));
        }
    }

    @Test
    void textsThatAreContinued() throws Exception {
        try (Model model = trained("{model: {name: transformer, width: 8, heads: 2},"
                + " data: {name: markov, window: 8, train: 40, test: 10}, batch: 8}")) {
            requireAlike(
                    model,
                    List.of(
                            model.preparation().read("hello yo"),
                            model.preparation().read("abcdefgh")));
        }
    }
}
