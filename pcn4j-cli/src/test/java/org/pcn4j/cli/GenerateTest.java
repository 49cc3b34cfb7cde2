package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** pcn4j generate and complete, with models of the generated digits. */
class GenerateTest {
    @TempDir
    static Path dir;

    private static Path both;
    private static Path prior;
    private static Path plain;
    private static Path drawing;
    private static Path image;

    @BeforeAll
    static void train() throws IOException {
        both = trained("both", "{name: bidirectional, hidden: [8], steps: 5}", "il", "squared-error");
        prior = trained("prior", "{name: generator, causes: [8], steps: 5}", "il", "binary-cross-entropy");
        plain = trained("plain", "{name: mlp, hidden: [8]}", "z-il", "cross-entropy");
        drawing = trained(
                "drawing", "{name: generator, above: target, causes: [8], steps: 5}", "mcpc", "binary-cross-entropy");
        image = picture("digit.png", 28);
    }

    private static Path trained(String name, String model, String rule, String loss) throws IOException {
        Path experiment = dir.resolve(name + ".yaml");
        Files.writeString(
                experiment,
                "model: " + model + "\nrule: " + rule + "\nloss: " + loss
                        + "\ndata: {name: digits, train: 40, test: 10, validation: 0, normalize: none}\nbatch: 20\nepochs: 1\n"
                        + "threads: 1\n");
        Ran ran = Ran.pcn4j(
                "train", experiment.toString(), "--runs", dir.resolve(name).toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        try (var runs = Files.list(dir.resolve(name))) {
            return runs.findFirst().orElseThrow();
        }
    }

    private static Path picture(String name, int side) throws IOException {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side; i++) {
            picture.getRaster().setSample(i, i, 0, 255);
        }
        Path file = dir.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    private static void assertSheet(Ran ran, Path sheet, int columns, int rows, String... words) throws IOException {
        assertThat(ran.code()).as(ran.err()).isZero();
        String page = sheet.toString().replace(".png", ".html");
        assertThat(ran.out()).isEqualTo("Wrote " + sheet + " and " + page + "\n");
        BufferedImage drawn = Objects.requireNonNull(ImageIO.read(sheet.toFile()));
        assertThat(drawn.getWidth()).isEqualTo(16 + columns * 156);
        assertThat(drawn.getHeight()).isEqualTo(60 + rows * 156);
        assertThat(Files.readString(Path.of(page)))
                .contains(words.length == 0 ? new String[] {"data:image/png;base64,"} : words);
    }

    @Test
    void oneImageOfEachLabelIsMadeWhereNoneIsNamed() throws IOException {
        Path sheet = dir.resolve("all.png");
        assertSheet(Ran.pcn4j("generate", both.toString(), "--to", sheet.toString()), sheet, 10, 1, "<th>7</th>");
    }

    @Test
    void imagesThatAreAlikeAreSaidToBe() throws IOException {
        Path sheet = dir.resolve("three.png");
        Ran ran = Ran.pcn4j("generate", both.toString(), "--label", "3", "--count", "4", "--to", sheet.toString());
        assertSheet(ran, sheet, 4, 1);
        assertThat(ran.err())
                .isEqualTo(
                        "note: the 4 images of 3 are alike: this network draws nothing, and knows one image of a label\n");
    }

    /** Weights that learned nothing make the same of every label, but for what is drawn. */
    @Test
    void eachLabelDrawsItsOwn() throws IOException {
        Path sheet = dir.resolve("drawn.png");
        assertSheet(Ran.pcn4j("generate", drawing.toString(), "--count", "2", "--to", sheet.toString()), sheet, 2, 10);
        Matcher made = Pattern.compile("data:image/png;base64,[^\"]+")
                .matcher(Files.readString(Path.of(sheet.toString().replace(".png", ".html"))));
        Set<String> pictures = new HashSet<>();
        while (made.find()) {
            pictures.add(made.group());
        }
        assertThat(pictures).hasSize(20);
    }

    @Test
    void theLabelsWhoseImagesAreAlikeAreNamed() throws IOException {
        Path sheet = dir.resolve("twins.png");
        Ran ran = Ran.pcn4j("generate", both.toString(), "--count", "2", "--to", sheet.toString());
        assertSheet(ran, sheet, 2, 10);
        assertThat(ran.err())
                .isEqualTo(
                        "note: the 2 images of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 are alike: this network draws nothing, and"
                                + " knows one image of a label\n");
    }

    @Test
    void aNetworkThatKnowsNoLabelsDrawsSamplesBySeed() throws IOException {
        Path sheet = dir.resolve("samples.png");
        Ran ran = Ran.pcn4j("generate", prior.toString(), "--count", "3", "--to", sheet.toString());
        assertSheet(ran, sheet, 3, 1, "samples");
        byte[] first = Files.readAllBytes(sheet);
        Ran again = Ran.pcn4j("generate", prior.toString(), "--count", "3", "--to", sheet.toString());
        assertThat(again.code()).isZero();
        assertThat(Files.readAllBytes(sheet)).isEqualTo(first);
        Ran.pcn4j("generate", prior.toString(), "--count", "3", "--seed", "2", "--to", sheet.toString());
        assertThat(Files.readAllBytes(sheet)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"lower-half", "left-half", "MASK"})
    void halvesAreCompleted(String mask) throws IOException {
        Path sheet = dir.resolve("completed.png");
        String hidden = mask.equals("MASK") ? image.toString() : mask;
        Ran ran = Ran.pcn4j(
                "complete",
                both.toString(),
                image.toString(),
                image.toString(),
                "--mask",
                hidden,
                "--to",
                sheet.toString());
        assertSheet(ran, sheet, 3, 2, "original", "seen", "filled in", "digit.png");
    }

    /** A graph whose free units begin at random completes by chance. */
    @Test
    void aSeedCompletesAlikeAndOthersOtherwise() throws IOException {
        Path graph = trained("graph", "{name: pc-graph, hidden: [4], steps: 2, spread: 0.5}", "il", "squared-error");
        List<byte[]> sheets = new ArrayList<>();
        for (String seed : List.of("0", "0", "1")) {
            Path sheet = dir.resolve("seed.png");
            assertThat(Ran.pcn4j(
                                    "complete",
                                    graph.toString(),
                                    image.toString(),
                                    "--seed",
                                    seed,
                                    "--to",
                                    sheet.toString())
                            .code())
                    .isZero();
            sheets.add(Files.readAllBytes(sheet));
        }
        assertThat(sheets.get(1)).isEqualTo(sheets.get(0));
        assertThat(sheets.get(2)).isNotEqualTo(sheets.get(0));
    }

    @Test
    void anImageOfAnotherSizeIsRefusedUnlessItIsToBeScaled() throws IOException {
        Path large = picture("large.png", 56);
        Path sheet = dir.resolve("scaled.png");
        Ran ran = Ran.pcn4j("complete", both.toString(), large.toString(), "--to", sheet.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .contains(large
                        + " is 56x56, expected 28x28 (height x width), as the model reads; --resize scales it to that")
                .hasLineCount(1);
        assertThat(sheet).doesNotExist();
        assertSheet(
                Ran.pcn4j("complete", both.toString(), large.toString(), "--resize", "--to", sheet.toString()),
                sheet,
                3,
                1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate PLAIN | 1 | the model mlp only predicts, by a forward pass: it cannot sample",
                "generate PLAIN --label 3 | 1 | it cannot generate",
                "generate PRIOR --label 3 | 1 | this network cannot generate, expected one of [reconstruct, complete, sample]; the model {name: generator, above: target} can do all",
                "generate BOTH --label ten | 2 | --label: there is no class 'ten', expected one of [0, 1, 2",
                "generate BOTH --count 0 | 2 | --count: expected 1 to 1000, found 0",
                "generate BOTH --to made.jpg | 2 | --to: expected a name that ends in .png, found 'made.jpg'",
                "generate BOTH --to no/such/made.png | 2 | there is no folder",
                "complete PLAIN IMAGE | 1 | it cannot complete",
                "complete BOTH IMAGE --mask lower-hlf | 2 | --mask: unknown mask 'lower-hlf'",
                "complete BOTH IMAGE --mask LARGE | 2 | is 40x40, expected 28x28 (height x width), the size of the images",
                "complete BOTH IMAGE --mask lowerhalf | 2 | did you mean 'lower-half'?",
                "plan --model generator --set rule=mcpc | 2 | mcpc has no plan, as it follows 2 schedules in turn",
                "complete BOTH none.png | 1 | none.png",
                "compare --model bidirectional | 2 | the model bidirectional is asked from any end, by inference: compare takes",
                "compare --model pc-graph | 2 | the model pc-graph is asked from any end, by inference: compare takes",
                "compare --model generator | 2 | the model generator is asked from any end, by inference: compare takes",
                "compare --model bidirectional --rules il,ipc | 2 | is asked from any end, by inference: compare takes models",
                "diagnose BOTH | 2 | the model bidirectional is asked from any end, by inference: diagnose takes models",
                "export BOTH made.onnx | 1 | the model bidirectional is asked from any end, by inference, which ONNX cannot hold"
            })
    void misuseGetsALineAndLeavesNothing(String words, int code, String message) throws IOException {
        String[] args = words.replace("BOTH", both.toString())
                .replace("PRIOR", prior.toString())
                .replace("PLAIN", plain.toString())
                .replace("IMAGE", image.toString())
                .replace("LARGE", picture("wide.png", 40).toString())
                .split(" ", -1);
        Ran ran = Ran.pcn4j(args);
        assertThat(ran.err()).contains(message).hasLineCount(1);
        assertThat(ran.code()).isEqualTo(code);
        assertThat(Path.of("generated.png")).doesNotExist();
        assertThat(Path.of("completed.png")).doesNotExist();
    }
}
