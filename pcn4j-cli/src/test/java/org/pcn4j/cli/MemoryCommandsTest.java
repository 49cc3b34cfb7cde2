package org.pcn4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.file.SafeTensors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MemoryCommandsTest {
    @TempDir
    static Path folder;

    private static final int SIDE = 8;
    private static final Threads BEFORE = Threads.current();

    private static Path memory = Path.of("");

    /** Three pictures in gray, and a memory of them. */
    @BeforeAll
    static void remember() throws IOException {
        for (int i = 0; i < 3; i++) {
            picture(Files.createDirectories(folder.resolve("pictures")).resolve(i + ".png"), SIDE, i);
        }
        memory = folder.resolve("memory.safetensors");
        Ran ran = Ran.pcn4j(
                "remember",
                folder.resolve("pictures").toString(),
                "--gray",
                "--hidden",
                "32,32",
                "--epochs",
                "60",
                "--to",
                memory.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .matches(
                        "Stored 3 images of 8x8 pixels in gray in \\S+: energy \\S+ per image, γλ \\S+ \\(must stay below"
                                + " 2\\.00\\)\\R");
        assertThat(ran.err()).contains("epoch 60 of 60: energy ");
    }

    @AfterAll
    static void restore() {
        BEFORE.use();
    }

    private static Path picture(Path file, int side, int pattern) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                boolean bright = switch (pattern) {
                    case 0 -> x % 4 < 2;
                    case 1 -> y % 4 < 2;
                    case 2 -> (x + y) % 4 < 2;
                    default -> (x - 3) * (x - 3) + (y - 4) * (y - 4) < 8;
                };
                image.getRaster().setSample(x, y, 0, bright ? 230 : 20);
            }
        }
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static Ran recall(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "recall";
        all[1] = memory.toString();
        System.arraycopy(more, 0, all, 2, more.length);
        return Ran.pcn4j(all);
    }

    private static String stored(int image) {
        return folder.resolve("pictures").resolve(image + ".png").toString();
    }

    @Test
    void imagesAreRecalledFromHalfOfThemAndShownBesideWhatTheyWere() throws IOException {
        Path sheet = folder.resolve("half.png");
        Ran ran = recall(stored(0), stored(2), "--mask", "lower-half", "--to", sheet.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("0.png: mean squared error ").contains("2.png: mean squared error ");
        for (String line :
                ran.out().lines().filter(each -> each.contains("error")).toList()) {
            assertThat(Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .isLessThan(0.01);
        }
        BufferedImage image = ImageIO.read(sheet.toFile());
        assertThat(image.getWidth()).isGreaterThan(400);
        String page = Files.readString(folder.resolve("half.html"));
        assertThat(page)
                .contains("<th>original</th><th>corrupted</th><th>recalled</th>")
                .contains("energy per image: ")
                .contains("data:image/png;base64,")
                .contains("<svg");
    }

    @Test
    void noiseIsTakenAwayAndSpoiltImagesAreRecalledAsTheyAre() {
        Path sheet = folder.resolve("noise.png");
        Ran noisy = recall(stored(1), "--noise", "0.1", "--to", sheet.toString());
        assertThat(noisy.code()).as(noisy.err()).isZero();
        assertThat(noisy.out()).contains("mean squared error ");
        Ran spoilt = recall(stored(1), "--to", sheet.toString());
        assertThat(spoilt.out()).contains("changed by a mean square of ");
    }

    @Test
    void aPictureSaysWhatIsHidden() throws IOException {
        BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < SIDE; x++) {
            mask.getRaster().setSample(x, 0, 0, 255);
        }
        Path file = folder.resolve("mask.png");
        ImageIO.write(mask, "png", file.toFile());
        String to = folder.resolve("masked.png").toString();
        assertThat(recall(stored(0), "--mask", file.toString(), "--to", to).code())
                .isZero();
        Path dark = folder.resolve("dark.png");
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "png", dark.toFile());
        requireRefused(
                recall(stored(0), "--mask", dark.toString(), "--to", to),
                2,
                "--mask: " + dark + " hides all pixels, so that nothing is known of the images");
        Path other = picture(folder.resolve("small-mask.png"), 4, 0);
        requireRefused(
                recall(stored(0), "--mask", other.toString(), "--to", to),
                2,
                "--mask: " + other + " is 4x4, expected 8x8 (height x width), the size of the images");
        requireRefused(recall(stored(0), "--mask", "lower-hlaf", "--to", to), 2, "lower-half");
    }

    @Test
    void anImageOfAnotherSizeIsNamedAndResizedOnDemand() throws IOException {
        Path large = picture(folder.resolve("large.png"), 16, 0);
        Path to = folder.resolve("resized.png");
        requireRefused(
                recall(large.toString(), "--mask", "lower-half", "--to", to.toString()),
                1,
                large + " is 16x16, expected 8x8 (height x width), as the memory stores; --resize scales it to that");
        assertThat(to).doesNotExist();
        assertThat(recall(large.toString(), "--mask", "lower-half", "--resize", "--to", to.toString())
                        .code())
                .isZero();
        Path none = folder.resolve("none.safetensors");
        requireRefused(
                Ran.pcn4j("remember", stored(0), large.toString(), "--gray", "--to", none.toString()),
                1,
                large + " is 16x16, expected 8x8 (height x width); --resize HxW scales all");
        assertThat(none).doesNotExist();
        Path scaled = folder.resolve("scaled.safetensors");
        Ran ran = Ran.pcn4j(
                "remember",
                stored(0),
                large.toString(),
                "--resize",
                "4x6",
                "--hidden",
                "4",
                "--epochs",
                "1",
                "--to",
                scaled.toString());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).contains("2 images of 4x6 pixels in gray");
        requireRefused(
                Ran.pcn4j("remember", stored(0), "--resize", "4", "--to", none.toString()),
                2,
                "--resize: expected rows x columns, as in 32x32, found '4'");
    }

    @Test
    void duplicatesAreWarnedOf() {
        Path to = folder.resolve("twice.safetensors");
        Ran ran = Ran.pcn4j(
                "remember", stored(0), stored(1), stored(0), "--hidden", "4", "--epochs", "1", "--to", to.toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.err())
                .contains("warning: " + stored(0) + " is the same image as " + stored(0) + ", and is stored twice");
    }

    @Test
    void aStepThatIsTooLargeEndsWithTheGuardsLineAndWritesNothing() {
        Path to = folder.resolve("grown.png");
        Ran ran = recall(stored(0), "--mask", "lower-half", "--gamma", "50", "--to", to.toString());
        requireRefused(ran, 1, "the energy of a pattern grew from ");
        assertThat(ran.err()).contains("values converge only below 3.80; the largest safe γ is ");
        assertThat(to).doesNotExist();
        Path memory = folder.resolve("grown.safetensors");
        for (String gamma : List.of("5", "50")) {
            Ran storing = Ran.pcn4j(
                    "remember", stored(0), stored(1), "--hidden", "8,8", "--gamma", gamma, "--to", memory.toString());
            requireRefused(storing, 1, "while storing: γλ is ");
            assertThat(memory).doesNotExist();
        }
    }

    @Test
    void whatIsNoMemoryIsRefused() throws IOException {
        requireRefused(
                Ran.pcn4j(
                        "remember",
                        Files.createDirectories(folder.resolve("empty")).toString(),
                        "--to",
                        "m"),
                2,
                "there is no image to store: ");
        requireRefused(
                Ran.pcn4j("remember", "--to", "m"),
                2,
                "there is no image to store: expected image files, or folders of them");
        requireRefused(recall(stored(0), "--to", "sheet.jpg"), 2, "--to: expected a name that ends in .png");
        Path model = folder.resolve("model.safetensors");
        Path other = folder.resolve("other.safetensors");
        try (TensorScope scope = new TensorScope()) {
            Map<String, Tensor> tensors = Map.of("w", Tensor.full(DType.FLOAT32, Shape.of(2), 1));
            SafeTensors.write(model, tensors, Map.of("pcn4j", "model: mlp"));
            SafeTensors.write(
                    other,
                    tensors,
                    Map.of(
                            "pcn4j-memory",
                            "{\"format\":1,\"image\":[1,8,8],\"hidden\":[4],\"activation\":\"RELU\",\"rule\":\"ipc\","
                                    + "\"images\":1,\"energy\":1}"));
        }
        requireRefused(
                Ran.pcn4j("recall", model.toString(), stored(0)),
                1,
                "it is a model of a trained network, which pcn4j predict reads; expected a file that pcn4j remember wrote");
        requireRefused(Ran.pcn4j("recall", other.toString(), stored(0)), 1, "it lacks 'cause.weight'");
        requireRefused(Ran.pcn4j("recall", stored(1), stored(0)), 1, "1.png");
    }

    @Test
    void aMemoryIsNoModelAndSaysSo() {
        for (String[] line : List.of(
                new String[] {"predict", memory.toString(), stored(0)},
                new String[] {
                    "generate",
                    memory.toString(),
                    "--to",
                    folder.resolve("g.png").toString()
                },
                new String[] {
                    "complete",
                    memory.toString(),
                    stored(0),
                    "--to",
                    folder.resolve("c.png").toString()
                },
                new String[] {"look", memory.toString(), stored(0)})) {
            requireRefused(Ran.pcn4j(line), 1, "it is a memory of images, which pcn4j recall reads; expected");
        }
    }

    @Test
    void optionsThatWouldDoNothingAreRefused() {
        requireRefused(recall(stored(0), "--mask", "lower-half", "--rounds", "2"), 2, "--rounds goes without --mask");
        requireRefused(recall(stored(0), "--seed", "2"), 2, "--seed goes with --noise SIGMA");
    }

    @Test
    void anImageThatWasNotStoredIsWarnedOfAndTheEnergyOfTheFirstRoundSaysWhy() throws IOException {
        Path other = picture(folder.resolve("other.png"), SIDE, 3);
        String to = folder.resolve("foreign.png").toString();
        Ran whole = recall(other.toString(), stored(0), "--to", to);
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(whole.err())
                .contains("warning: " + other
                        + " is not among the stored, or much of it is wrong: it leaves an energy of ")
                .doesNotContain("0.png");
        assertThat(whole.out())
                .containsPattern(
                        "energy per image: \\S+ before recall, \\S+ after \\d+ steps \\(\\S+ of images when they"
                                + " were stored\\), \\S+ after 5 rounds\\R");
        assertThat(Files.readString(folder.resolve("foreign.html")))
                .contains("round 1")
                .contains("round 5");
        Ran half = recall(other.toString(), "--mask", "left-half", "--to", to);
        assertThat(half.err()).contains("other.png is not among the stored: it leaves");
        Ran noisy = recall(stored(0), stored(1), "--noise", "0.2", "--to", to);
        assertThat(noisy.err()).doesNotContain("warning");
        Ran noisyOther = recall(other.toString(), "--noise", "0.1", "--to", to);
        assertThat(noisyOther.err()).contains("other.png is not among the stored: it leaves");
    }

    @Test
    void aFolderIsRecalledAndJsonTellsTheSame() throws IOException {
        String to = folder.resolve("all.png").toString();
        Ran ran = recall(folder.resolve("pictures").toString(), "--mask", "lower-half", "--to", to, "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        JsonNode all = JsonMapper.shared().readTree(ran.out());
        assertThat(all.get("images").size()).isEqualTo(3);
        assertThat(all.get("images").get(2).get("image").asString()).isEqualTo(stored(2));
        assertThat(all.get("images").get(2).get("error").asDouble()).isLessThan(0.01);
        assertThat(all.get("images").get(2).get("misfit").asDouble()).isPositive();
        assertThat(all.get("rounds").size()).isEqualTo(1);
        assertThat(all.get("step").get("limit").asDouble()).isGreaterThan(3);
        assertThat(all.get("sheet").asString()).isEqualTo(to);
        requireRefused(
                recall(Files.createDirectories(folder.resolve("nothing")).toString(), "--to", to),
                2,
                "there is no image to recall: ");
        Path file = folder.resolve("json.safetensors");
        Ran stored =
                Ran.pcn4j("remember", stored(0), "--hidden", "4", "--epochs", "1", "--to", file.toString(), "--json");
        JsonNode card = JsonMapper.shared().readTree(stored.out());
        assertThat(card.get("memory").asString()).isEqualTo(file.toString());
        assertThat(card.get("images").asInt()).isEqualTo(1);
        assertThat(card.get("shape").toString()).isEqualTo("[1,8,8]");
        assertThat(card.get("energy").asDouble()).isPositive();
    }

    @Test
    void imagesAreStoredInColorWhereOneHasAny() throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, 0xff0000);
        Path file = folder.resolve("red.png");
        ImageIO.write(image, "png", file.toFile());
        String to = folder.resolve("color.safetensors").toString();
        for (String option : List.of("", "--gray")) {
            List<String> line = new ArrayList<>(
                    List.of("remember", stored(0), file.toString(), "--hidden", "4", "--epochs", "1", "--to", to));
            if (!option.isEmpty()) {
                line.add(option);
            }
            assertThat(Ran.pcn4j(line.toArray(String[]::new)).out())
                    .contains("2 images of 8x8 pixels in " + (option.isEmpty() ? "color" : "gray"));
        }
    }

    private static void requireRefused(Ran ran, int code, String words) {
        assertThat(ran.err()).contains(words);
        assertThat(ran.code()).isEqualTo(code);
        assertThat(ran.err().lines().filter(line -> line.startsWith("pcn4j")).count())
                .isEqualTo(1);
    }
}
