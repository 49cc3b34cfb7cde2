package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.train.file.SafeTensors;
import org.pcn4j.train.model.ClassModelsFile;
import org.pcn4j.train.model.ImageMemory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** pcn4j look: models of the generated digits, and looks at one of them. */
class LookTest {
    private static final int LABEL = Digits.generate(3, 0, 1).test().label(0);

    @TempDir
    static Path dir;

    private static Path model;
    private static Path image;

    @BeforeAll
    static void fit() throws IOException {
        model = dir.resolve("digits.safetensors");
        Ran ran = Ran.pcn4j("look", model.toString(), "--fit", "digits", "--set", "train=600", "--latents", "6");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).isEqualTo(model + ": 10 classes of digits train, of 600 images\n");
        image = picture("digit.png", 28);
    }

    private static Path picture(String name, int side) throws IOException {
        LabeledImages digits = Digits.generate(3, 0, 1).test();
        float[] pixels = new float[784];
        digits.copyPixels(0, pixels, 0);
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            int level = Math.round(255 * pixels[i / side * 28 / side * 28 + i % side * 28 / side]);
            picture.getRaster().setSample(i % side, i / side, 0, level);
        }
        Path file = dir.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    @Test
    void everyLookTellsWhatIsBelievedAndTheSameSeedLooksAlike() {
        Ran ran = Ran.pcn4j("look", model.toString(), image.toString(), "--looks", "4");
        assertThat(ran.code()).as(ran.err()).isZero();
        String[] lines = ran.out().split("\n", -1);
        assertThat(lines[0]).isEqualTo("digit.png");
        assertThat(lines[1]).matches("  look 1 at row +\\d+, column +\\d+: .*\\d+ %.* \\(\\d\\.\\d\\d nats left\\)");
        assertThat(lines).hasSize(6);
        assertThat(Ran.pcn4j("look", model.toString(), image.toString(), "--looks", "4")
                        .out())
                .isEqualTo(ran.out());
    }

    @Test
    void looksAreDrawnOverThePictureAndToldOnAPage() throws IOException {
        Path sheet = dir.resolve("sheet.png");
        Ran ran = Ran.pcn4j(
                "look", model.toString(), image.toString(), image.toString(), "--looks", "3", "--to", sheet.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        BufferedImage drawn = Objects.requireNonNull(ImageIO.read(sheet.toFile()));
        assertThat(drawn.getWidth()).isEqualTo(24 + 4 * 244);
        String page = Files.readString(dir.resolve("sheet.html"));
        assertThat(page)
                .contains("digit.png")
                .contains("data:image/png;base64,")
                .contains("expected, nats");
        assertThat(page.split("<tr>", -1)).hasSize(1 + 2 * 4);
        assertThat(ran.out()).endsWith(sheet + " and " + dir.resolve("sheet.html") + "\n");
    }

    @Test
    void otherProgramsReadTheBeliefAfterEachLook() {
        Ran ran = Ran.pcn4j("look", model.toString(), image.toString(), "--looks", "8", "--json");
        JsonNode json = new JsonMapper().readTree(ran.out());
        assertThat(json.get("classes").size()).isEqualTo(10);
        JsonNode looks = json.get("images").get(0).get("looks");
        assertThat(looks.size()).isEqualTo(8);
        assertThat(looks.get(7).get("answer").asString()).isEqualTo(Integer.toString(LABEL));
        double sum = 0;
        for (JsonNode each : looks.get(0).get("belief")) {
            sum += each.asDouble();
        }
        assertThat(sum).isBetween(0.999, 1.001);
    }

    @Test
    void aPictureOfAnotherSizeIsRefusedUnlessItIsToBeScaled() throws IOException {
        Path large = picture("large.png", 56);
        Ran ran = Ran.pcn4j("look", model.toString(), large.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .contains("large.png is 56x56, expected 28x28 (height x width); --resize scales it")
                .hasLineCount(1);
        assertThat(Ran.pcn4j("look", model.toString(), large.toString(), "--resize", "--looks", "1")
                        .code())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MODEL | expected an image to look at, or --fit DATA",
                "none.safetensors IMAGE | there is no file 'none.safetensors': pcn4j look none.safetensors --fit DATA makes one",
                "MODEL IMAGE --latents 3 | --latents goes with --fit DATA",
                "OTHER --fit digits --looks 2 | --looks goes with images",
                "MODEL IMAGE --looks 37 | expected at most 36",
                "MODEL IMAGE --size 29 | is 1 to 28 pixels wide, not 29",
                "MODEL IMAGE --to looks.jpg | expected a name that ends in .png",
                "OTHER --fit words | expected images with classes, found",
                "OTHER --fit digitz | did you mean 'digits'"
            })
    void misuseGetsALineAndLeavesNothing(String words, String message) {
        Path other = dir.resolve("other.safetensors");
        String[] args = ("look " + words)
                .replace("MODEL", model.toString())
                .replace("IMAGE", image.toString())
                .replace("OTHER", other.toString())
                .split(" ", -1);
        Ran ran = Ran.pcn4j(args);
        assertThat(ran.code()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains(message).hasLineCount(1);
        assertThat(other).doesNotExist();
    }

    @Test
    void aFileOfSomethingElseAndADamagedOneAreRefused() throws IOException {
        Path damaged = dir.resolve("damaged.safetensors");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 5]++;
        Files.write(damaged, bytes);
        Ran ran = Ran.pcn4j("look", damaged.toString(), image.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("it is damaged").hasLineCount(1);
        Path memory = dir.resolve("memory.safetensors");
        Path unknown = dir.resolve("unknown.safetensors");
        Path later = dir.resolve("later.safetensors");
        try (Tensor numbers = Tensor.full(DType.FLOAT32, Shape.of(2), 1)) {
            SafeTensors.write(memory, Map.of("w", numbers), Map.of(ImageMemory.METADATA, "{}"));
            SafeTensors.write(unknown, Map.of("w", numbers), Map.of());
            SafeTensors.write(later, Map.of("w", numbers), Map.of(ClassModelsFile.METADATA, "2"));
        }
        requireRefused(
                memory,
                "it is a memory of images, which pcn4j recall reads; expected a file that pcn4j look MODEL --fit DATA wrote");
        requireRefused(
                unknown,
                "it has no metadata 'pcn4j-class-models', so nothing says which classes its tensors are models of");
        requireRefused(later, "it holds models of classes of version 2; expected version 1");
        Ran predicted = Ran.pcn4j("predict", model.toString(), image.toString());
        assertThat(predicted.code()).isEqualTo(1);
        assertThat(predicted.err())
                .contains("it holds models of classes, which pcn4j look reads")
                .hasLineCount(1);
        Ran picture = Ran.pcn4j("look", image.toString(), image.toString());
        assertThat(picture.code()).isEqualTo(1);
        assertThat(picture.err()).hasLineCount(1);
    }

    private static void requireRefused(Path file, String message) {
        Ran ran = Ran.pcn4j("look", file.toString(), image.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains(message).hasLineCount(1);
    }
}
