package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Trained networks are asked about rows, files of rows, pictures and texts. */
class PredictCommandTest {
    @TempDir
    private Path folder;

    /** Trains by a text and returns the model's file. */
    private String model(String text) throws IOException {
        Path experiment = Files.writeString(folder.resolve("experiment.yaml"), text);
        Path runs = folder.resolve("runs");
        Ran ran = Ran.pcn4j("train", experiment.toString(), "--runs=" + runs);
        assertThat(ran.code()).as(ran.err()).isZero();
        return RunFolder.list(runs).get(0).model().toString();
    }

    private String kinds() throws IOException {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>(List.of("size,noise,kind"));
        for (int i = 0; i < 100; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.3f,%.3f,%s",
                    (i % 2 == 0 ? 1000 : 3000) + random.nextGaussian(),
                    random.nextGaussian(),
                    i % 2 == 0 ? "\"small, or so\"" : "large"));
        }
        Files.write(folder.resolve("kinds.csv"), lines);
        return model("{model: {name: mlp, hidden: [8]}, batch: 20, epochs: 20, optimizer: {lr: 0.02}, data: {name: csv,"
                + " path: '" + folder.resolve("kinds.csv") + "'}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN,0", "0,Infinity", "1e39,0", "0x1p3,0", "0,", "0", "0,0,0", "a,0"})
    void whatTrainingRefusesAQuestionRefuses(String row) throws IOException {
        Ran ran = Ran.pcn4j("predict", kinds(), row);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().strip().lines()).hasSize(1);
        assertThat(ran.err()).contains(row).doesNotContain("java.");
    }

    @Test
    void aFileOfRowsIsAnsweredAsTextCsvAndJson() throws IOException {
        String model = kinds();
        Path rows = Files.writeString(folder.resolve("rows.csv"), "id,noise,size\nx,0,1000\ny,0.5,3000\n");
        Ran text = Ran.pcn4j("predict", model, "--rows", rows.toString(), "--top=2");
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .matches("row 1: small, or so [0-9.]+ %, large [0-9.]+ %\\R"
                        + "row 2: large [0-9.]+ %, small, or so [0-9.]+ %\\R");
        Path csv = folder.resolve("answers.csv");
        Ran written = Ran.pcn4j("predict", model, "--rows", rows.toString(), "--as=csv", "--output=" + csv);
        assertThat(written.out()).isEmpty();
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(0)).isEqualTo("sample,label,large,\"small, or so\"");
        assertThat(lines.get(1)).startsWith("row 1,\"small, or so\",0.");
        assertThat(lines.get(2)).startsWith("row 2,large,0.9");
        Ran json = Ran.pcn4j("predict", model, "3000,0.5", "--as=json", "--top=2");
        JsonNode first = JsonMapper.shared().readTree(json.out()).get(0);
        assertThat(first.get("sample").asString()).isEqualTo("3000,0.5");
        assertThat(first.get("label").asString()).isEqualTo("large");
        assertThat(first.get("probabilities").get("large").asDouble()).isGreaterThan(0.5);
        assertThat(first.get("probabilities").size()).isEqualTo(2);
        assertThat(Ran.pcn4j("predict", model).err()).contains("expected a sample, or --rows FILE");
        assertThat(Ran.pcn4j("predict", model, "1,2", "--rows", rows.toString()).code())
                .isEqualTo(2);
        assertThat(Ran.pcn4j("predict", model, "--rows", rows.toString(), "--invert")
                        .err())
                .contains("--invert turns images; the model reads rows of 2 numbers");
        assertThat(Ran.pcn4j("predict", model, "1;2", "--separator=;").code()).isZero();
        assertThat(Ran.pcn4j("predict", model, "1\t2", "--separator=\\t").code())
                .isZero();
        Ran quote = Ran.pcn4j("predict", model, "1;2", "--separator=\"");
        assertThat(quote.code()).isEqualTo(2);
        assertThat(quote.err())
                .contains("--separator: expected one character that is no quote, or \\t for a tab, found '\"'");
    }

    @Test
    void theRowWhoseAnswerIsNotFiniteIsNamed() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,price"));
        for (int i = 0; i < 20; i++) {
            lines.add(i + "," + 100 * i);
        }
        Files.write(folder.resolve("plain.csv"), lines);
        String model = model("{model: {name: mlp, hidden: []}, optimizer: {name: adam, lr: 1}, batch: 4, epochs: 5,"
                + " data: {name: csv, path: '" + folder.resolve("plain.csv")
                + "', target: number, scale: none, normalize: none}}");
        Path rows = Files.writeString(folder.resolve("rows.csv"), "x\n1\n3e38\n");
        Ran ran = Ran.pcn4j("predict", model, "--rows", rows.toString(), "--as=json");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("row 2: the network's answer is NaN or infinite");
    }

    @Test
    void numbersAreAnsweredByTheirNamesInTheirOwnUnits() throws IOException {
        List<String> lines = new ArrayList<>(List.of("area,price,rent"));
        for (int i = 0; i < 100; i++) {
            lines.add(i + "," + (400_000 + 1000 * i) + "," + (500 + 4 * i));
        }
        Files.write(folder.resolve("houses.csv"), lines);
        Path experiment = Files.writeString(
                folder.resolve("houses.yaml"),
                "{model: {name: mlp, hidden: [8]}, batch: 10, epochs: 60, optimizer: {lr: 0.02}, data: {name: csv,"
                        + " path: '" + folder.resolve("houses.csv")
                        + "', target: number, label: [price, rent]}}");
        Path runs = folder.resolve("runs");
        Ran ran = Ran.pcn4j("train", experiment.toString(), "--runs=" + runs);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).containsPattern("Test: price RMSE [0-9.,]+, MAE [0-9.,]+, R² 0\\.[0-9]+, rent RMSE ");
        assertThat(ran.err()).containsPattern("validation: .*price RMSE");
        RunFolder run = RunFolder.list(runs).get(0);
        assertThat(run.result().orElseThrow().numbers()).hasSize(2);
        assertThat(run.result().orElseThrow().numbers().get(0).rmse()).isBetween(1.0, 20_000.0);
        assertThat(run.history().lastEvaluation().orElseThrow().numbers().get(1).name())
                .isEqualTo("rent");
        assertThat(Ran.pcn4j("evaluate", run.path().toString()).out())
                .isEqualTo(ran.out()
                                .lines()
                                .filter(line -> line.startsWith("Test: "))
                                .findFirst()
                                .orElseThrow()
                        + System.lineSeparator());
        assertThat(Ran.pcn4j("runs", "show", run.path().toString()).out())
                .containsPattern("validation epoch 60.00, price RMSE [0-9.,]+, MAE [0-9.,]+, R² [0-9.]+, rent RMSE ")
                .containsPattern("test       price RMSE [0-9.,]+, MAE [0-9.,]+, R² [0-9.]+, rent RMSE .*, loss ");
        Ran json = Ran.pcn4j("predict", run.model().toString(), "50", "--as=json");
        JsonNode numbers = JsonMapper.shared().readTree(json.out()).get(0).get("numbers");
        assertThat(numbers.get("price").asDouble()).isBetween(430_000.0, 470_000.0);
        assertThat(numbers.get("rent").asDouble()).isBetween(600.0, 800.0);
        assertThat(Ran.pcn4j("predict", run.model().toString(), "50").out())
                .matches("50: price 4[0-9]{5}(\\.[0-9]+)?, rent [67][0-9]{2}(\\.[0-9]+)?\\R");
    }

    @Test
    void darkInkOnWhiteIsRemarkedUponAndInverted() throws IOException {
        String model = model("{model: {name: mlp, hidden: [8]}, batch: 20, epochs: 1, data: {name: digits, train: 100,"
                + " test: 20}}");
        Path light = folder.resolve("light.png");
        Path dark = folder.resolve("dark.png");
        draw(light, Color.WHITE, Color.BLACK);
        draw(dark, Color.BLACK, Color.WHITE);
        Ran plain = Ran.pcn4j("predict", model, light.toString());
        assertThat(plain.err()).isEmpty();
        Ran warned = Ran.pcn4j("predict", model, dark.toString());
        assertThat(warned.code()).isZero();
        assertThat(warned.err()).contains("its border is bright").contains("--invert");
        Ran inverted = Ran.pcn4j("predict", model, dark.toString(), "--invert");
        assertThat(inverted.err()).isEmpty();
        assertThat(inverted.out().replace("dark.png", "light.png")).isEqualTo(plain.out());
    }

    private static void draw(Path file, Color ink, Color ground) throws IOException {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(ground);
        graphics.fillRect(0, 0, 28, 28);
        graphics.setColor(ink);
        graphics.fillRect(12, 6, 4, 16);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void aLineBreakThatIsLikeliestIsSpelled() throws IOException {
        Path lines = Files.writeString(folder.resolve("lines.txt"), "a?\n".repeat(60));
        String model = model("{model: {name: transformer, width: 8, heads: 1}, batch: 8, epochs: 1, data: {name: text,"
                + " window: 4, path: '" + lines + "'}}");
        String all = Ran.pcn4j("predict", model, "a?", "--top=3").out();
        assertThat(all).contains("'\\n' ").contains("'?' ").contains("'a' ");
    }

    @Test
    void textsAreContinuedAndAskedAboutAtAnyLength() throws IOException {
        String model = model("{model: {name: transformer, width: 16, heads: 2}, batch: 16, epochs: 1,"
                + " data: {name: markov, window: 16, train: 100, test: 20}}");
        Ran asked = Ran.pcn4j("predict", model, "the");
        assertThat(asked.code()).as(asked.err()).isZero();
        assertThat(asked.out()).matches("the: '.' [0-9.]+ %\\R");
        Ran continued = Ran.pcn4j("predict", model, "the cat", "--continue=50", "--temperature=0.8", "--seed=1");
        assertThat(continued.out())
                .hasSize(57 + System.lineSeparator().length())
                .startsWith("the cat");
        assertThat(Ran.pcn4j("predict", model, "the cat", "--continue=50", "--temperature=0.8", "--seed=1")
                        .out())
                .isEqualTo(continued.out());
        assertThat(Ran.pcn4j("predict", model, "THE").err())
                .contains("'THE', character 1: expected one of the vocabulary's 27, found U+0054");
        assertThat(Ran.pcn4j("predict", model, "the", "--continue=-1").code()).isEqualTo(2);
        assertThat(Ran.pcn4j("predict", model, "the", "--continue=1", "--temperature=-1")
                        .code())
                .isEqualTo(2);
        for (String ofContinuations : List.of("--temperature=0.5", "--seed=2")) {
            Ran ran = Ran.pcn4j("predict", model, "the", ofContinuations);
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("goes with --continue N");
        }
        for (String ofAnswers : List.of("--top=3", "--as=json", "--invert", "--separator=;")) {
            Ran ran = Ran.pcn4j("predict", model, "the", "--continue=1", ofAnswers);
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("does not go with --continue");
        }
        assertThat(Ran.pcn4j("predict", model, "the", "--separator=;").err())
                .contains("--separator: the model reads windows of 16");
    }
}
