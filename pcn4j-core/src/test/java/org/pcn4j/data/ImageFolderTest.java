package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

final class ImageFolderTest {
    private static final int RED = 0xff0000;
    private static final int WHITE = 0xffffff;

    @TempDir
    Path dir;

    @Test
    void eachSubfolderIsAClassInTheOrderOfTheNames() throws IOException {
        write("dog/b.png", plain(4, 6, RED));
        write("dog/a.png", plain(4, 6, WHITE));
        write("cat/z.png", plain(4, 6, 0x102030));

        LabeledImages images = ImageFolder.of(dir).read();

        assertThat(images.kind()).isEqualTo("3x4x6 images in 2 classes");
        assertThat(images.name()).isEqualTo(dir.getFileName().toString());
        assertThat(images.classNames()).containsExactly("cat", "dog");
        assertThat(labels(images)).containsExactly(0, 1, 1);
        assertThat(images.subset(1, 3).classNames()).containsExactly("cat", "dog");
        assertThat(levels(images, 0)[0]).isEqualTo(0x10);
        assertThat(levels(images, 0)[24]).as("first pixel of green").isEqualTo(0x20);
        assertThat(levels(images, 0)[48]).as("first pixel of blue").isEqualTo(0x30);
        assertThat(levels(images, 1)).as("a.png before b.png").containsOnly(255);
        assertThat(levels(images, 2)[0]).isEqualTo(255);
        assertThat(levels(images, 2)[24]).isZero();
    }

    @Test
    void batchesHoldNumbersFromZeroToOne() throws IOException {
        write("a/1.png", plain(2, 3, WHITE));
        write("b/1.png", plain(2, 3, 0x000000));
        try (TensorScope scope = new TensorScope()) {
            Batch batch = new Batches(ImageFolder.of(dir).read(), DType.FLOAT32, 2, new Seed(1)).get(0);

            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 3, 2, 3));
            long[] labels = batch.targets().toLongs();
            double[] numbers = batch.inputs().toDoubles();
            for (int i = 0; i < numbers.length; i++) {
                assertThat(numbers[i]).isEqualTo(1.0 - labels[i / 18]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif"})
    void formatsWithoutLossGiveEveryPixelAsItWas(String format) throws IOException {
        BufferedImage image = plain(9, 5, RED);
        image.setRGB(4, 8, 0x00ff00);
        image.setRGB(0, 1, WHITE);
        write("a/1." + format, encode(image, format));
        int[] expected = new int[135];
        Arrays.fill(expected, 0, 44, 255);
        expected[45 + 44] = 255;
        expected[45 + 5] = 255;
        expected[90 + 5] = 255;

        assertThat(levels(ImageFolder.of(dir).read(), 0)).containsExactly(expected);
    }

    @Test
    void aJpegIsReadAndToldByItsContentNotByItsName() throws IOException {
        write("a/1.png", encode(plain(16, 16, 0x808080), "jpeg"));

        for (int level : levels(ImageFolder.of(dir).read(), 0)) {
            assertThat(level).isBetween(126, 130);
        }
    }

    @Test
    void graysKeepTheirLevelsWhateverTheyAreStoredAs() throws IOException {
        BufferedImage bytes = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage shorts = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage colors = new BufferedImage(256, 1, BufferedImage.TYPE_INT_RGB);
        byte[] ramp = new byte[256];
        for (int i = 0; i < 256; i++) {
            bytes.getRaster().setSample(i, 0, 0, i);
            shorts.getRaster().setSample(i, 0, 0, i * 257);
            colors.setRGB(i, 0, i * 0x010101);
            ramp[i] = (byte) i;
        }
        BufferedImage indexed = new BufferedImage(
                256, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 256, ramp, ramp, ramp));
        for (int i = 0; i < 256; i++) {
            indexed.getRaster().setSample(i, 0, 0, i);
        }
        write("a/1.png", bytes);
        write("a/2.png", shorts);
        write("a/3.png", colors);
        write("a/4.png", indexed);
        int[] expected = IntStream.range(0, 256).toArray();

        LabeledImages gray = ImageFolder.of(dir).gray().read();
        LabeledImages color = ImageFolder.of(dir).read();

        assertThat(gray.kind()).isEqualTo("1x256 images in 1 classes");
        for (int i = 0; i < 4; i++) {
            assertThat(levels(gray, i)).as("gray %d", i + 1).containsExactly(expected);
            assertThat(Arrays.copyOfRange(levels(color, i), 256, 512))
                    .as("green %d", i + 1)
                    .containsExactly(expected);
        }
    }

    @Test
    void grayIsAsBrightAsTheColorLooks() throws IOException {
        write("a/1.png", plain(1, 1, RED));
        write("a/2.png", plain(1, 1, 0x00ff00));
        write("a/3.png", plain(1, 1, 0x0000ff));

        LabeledImages images = ImageFolder.of(dir).gray().read();

        // 255 times 0.299, 0.587 and 0.114.
        assertThat(levels(images, 0)).containsExactly(76);
        assertThat(levels(images, 1)).containsExactly(150);
        assertThat(levels(images, 2)).containsExactly(29);
    }

    @Test
    void anotherSizeIsRefusedByNameUnlessOneIsGiven() throws IOException {
        Path first = write("a/1.png", plain(4, 6, RED));
        Path second = write("b/1.png", plain(6, 4, RED));

        assertFails(
                ImageFolder.of(dir),
                "sizes of images differ: expected 4x6 (height x width) of " + second + ", as of " + first
                        + ", found 6x4");

        LabeledImages scaled = ImageFolder.of(dir).scaledTo(5, 3).read();
        assertThat(scaled.kind()).isEqualTo("3x5x3 images in 2 classes");
        for (int i = 0; i < 2; i++) {
            assertThat(Arrays.copyOf(levels(scaled, i), 15))
                    .as("a plain picture stays plain")
                    .containsOnly(255);
            assertThat(Arrays.copyOfRange(levels(scaled, i), 15, 45)).containsOnly(0);
        }
    }

    @Test
    void scalingIsBilinear() {
        byte[] row = {0, 100};

        assertThat(Scaling.scale(row, 1, 2, 1, 4)).as("twice as wide").containsExactly(0, 25, 75, 100);
        assertThat(Scaling.scale(row, 2, 1, 4, 1)).as("twice as high").containsExactly(0, 25, 75, 100);
        assertThat(Scaling.scale(row, 1, 2, 1, 1)).as("the mean of both").containsExactly(50);
        assertThat(Scaling.scale(row, 1, 2, 1, 2)).as("the same size").containsExactly(0, 100);
        // The weights fall by half from one pixel to the next: 3/4, 3/4, 1/4 of those within, which are 3/7, 3/7, 1/7.
        assertThat(Scaling.scale(new byte[] {70, 70, 0, 0}, 1, 4, 1, 2)).containsExactly(60, 10);
        assertThat(Scaling.scale(new byte[] {70, 0, 0, 0}, 1, 4, 1, 4)).containsExactly(70, 0, 0, 0);
    }

    @Test
    void trainAndTestBecomeTheTwoParts() throws IOException {
        for (String part : List.of("train", "val")) {
            write(part + "/x/1.png", plain(2, 2, RED));
            write(part + "/y/1.png", plain(2, 2, WHITE));
        }
        write("train/y/2.png", plain(2, 2, WHITE));

        Split<LabeledImages> split = ImageFolder.of(dir).split();
        assertThat(labels(split.train())).containsExactly(0, 1, 1);
        assertThat(labels(split.test())).containsExactly(0, 1);
        assertThat(split.train().name()).isEqualTo(dir.getFileName() + " train");
        assertThat(split.test().name()).isEqualTo(dir.getFileName() + " test");

        write("test/x/1.png", plain(2, 2, RED));
        assertThatThrownBy(() -> ImageFolder.of(dir).split())
                .as("test counts before val")
                .hasMessage(String.format(
                        Locale.ROOT,
                        "classes differ: expected a sub-folder 'y' in %s, as in %s, found none",
                        dir.resolve("test"),
                        dir.resolve("train")));

        Path other = write("test/y/1.png", plain(3, 2, RED));
        assertThatThrownBy(() -> ImageFolder.of(dir).split())
                .as("the size is that of the first image to train on")
                .hasMessageContainingAll("expected 2x2", other.toString(), "found 3x2");
        assertFails(
                ImageFolder.of(dir), "folder among the images of class 'test'", "a set in parts is read as a split");
    }

    @Test
    void aFolderWithoutPartsIsDividedClassByClassAndAlikeForTheSameSeed() throws IOException {
        for (int i = 0; i < 10; i++) {
            write(String.format(Locale.ROOT, "a/%d.png", i), plain(1, 1, i));
            write(String.format(Locale.ROOT, "b/%d.png", i), plain(1, 1, 100 + i));
        }
        write("b/10.png", plain(1, 1, 110));

        Split<LabeledImages> split = ImageFolder.of(dir).split(0.2, new Seed(1));

        assertThat(labels(split.train())).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(labels(split.test())).containsExactly(0, 0, 1, 1);
        assertThat(ImageBytes.common(split.train(), split.test())).isEmpty();
        assertThat(ImageBytes.distinct(split.train())).hasSize(17);
        assertThat(ImageFolder.of(dir).split(0.2, new Seed(1))).isEqualTo(split);
        assertThat(ImageFolder.of(dir).split(0.2, new Seed(2))).isNotEqualTo(split);
        assertThatThrownBy(() -> ImageFolder.of(dir).split(1, new Seed(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a share greater than 0 and less than 1, found 1.0");
    }

    @Test
    void theOnlyImageOfAClassIsToLearnFrom() throws IOException {
        write("a/1.png", plain(1, 1, RED));
        assertThatThrownBy(() -> ImageFolder.of(dir).split(0.2, new Seed(2)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("no images to test on in " + dir + ": expected a class of at least 2");
        write("b/1.png", plain(1, 1, RED));
        write("b/2.png", plain(1, 1, WHITE));

        Split<LabeledImages> split = ImageFolder.of(dir).split(0.9, new Seed(2));

        assertThat(labels(split.train())).containsExactly(0, 1);
        assertThat(labels(split.test())).containsExactly(1);
        assertThat(split.test().classNames()).containsExactly("a", "b");
    }

    @Test
    void foldersWhoseNamesAreNumbersAreInTheOrderOfTheNumbers() throws IOException {
        for (int name = 0; name <= 10; name++) {
            write(name + "/1.png", plain(1, 1, name));
        }
        assertThat(ImageFolder.of(dir).read().classNames())
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        write("x/1.png", plain(1, 1, RED));
        assertThat(ImageFolder.of(dir).read().classNames()).startsWith("0", "1", "10", "2");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Path none = dir.resolve("none");
        assertFails(ImageFolder.of(none), "images not found: " + none + " is no folder");
        assertFails(ImageFolder.of(dir), "no classes in " + dir);
        assertThatThrownBy(() -> ImageFolder.of(dir).split())
                .isInstanceOf(DataException.class)
                .hasMessage("images not found: expected a sub-folder train in " + dir + ", found none");
        write("train/a/1.png", plain(2, 2, RED));
        assertThatThrownBy(() -> ImageFolder.of(dir).split())
                .isInstanceOf(DataException.class)
                .hasMessage("images not found: expected a sub-folder test or val in " + dir + ", found none");

        Path empty = Files.createDirectories(dir.resolve("train/b"));
        Files.write(empty.resolve(".DS_Store"), new byte[5]);
        assertThatThrownBy(() -> ImageFolder.of(dir.resolve("train")).read())
                .hasMessage("empty class: expected at least one image in " + empty + ", found none");
    }

    @Test
    void whatSystemsLeaveAndFilesBesideTheClassesArePassedOver() throws IOException {
        write("a/1.png", plain(2, 2, RED));
        write("a/.hidden", new byte[] {1});
        write(".git/x/1", new byte[] {1});
        write("labels.txt", new byte[] {1});
        for (String name : List.of(
                "Thumbs.db", "thumbs.DB", "desktop.ini", ".DS_Store", "._1.png", "ehthumbs.db", "ehthumbs_vista.db")) {
            write("a/" + name, new byte[] {1});
        }
        write("__MACOSX/a/._1.png", new byte[] {1});

        assertThat(ImageFolder.of(dir).read().size()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNoImageIsNamed() throws IOException {
        write("a/1.png", plain(2, 2, RED));
        for (byte[] content : List.of(new byte[0], new byte[100], "no image".getBytes(StandardCharsets.UTF_8))) {
            Path file = write("a/readme.jpg", content);

            assertFails(ImageFolder.of(dir), "no image: " + file + " is not in PNG, JPEG, GIF or BMP format");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "bmp", "gif"})
    void anImageThatIsCutOffIsNamedWhereverThatIs(String format) throws IOException {
        byte[] whole = encode(noise(40, 40), format);
        write("a/1.png", plain(40, 40, RED));
        for (int part = 1; part < 20; part++) {
            Path file = write("b/2." + format, Arrays.copyOf(whole, 8 + (whole.length - 60) * part / 20));

            assertFails(ImageFolder.of(dir).scaledTo(40, 40), file.toString());
            assertFails(ImageFolder.of(dir), file.toString());
        }
    }

    @Test
    void damageWithinAFileNeverEndsInAnythingButOneLine() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (String format : List.of("png", "jpeg", "bmp", "gif")) {
            byte[] whole = encode(noise(12, 12), format);
            for (int i = 0; i < 100; i++) {
                byte[] bytes = whole.clone();
                for (int j = 0; j < 3; j++) {
                    bytes[random.nextInt(Math.min(bytes.length, 200))] = (byte) random.nextInt();
                }
                Path file = write("a/1." + format, bytes);
                try {
                    ImageFolder.of(dir).scaledTo(12, 12).read();
                } catch (DataException e) {
                    assertThat(e).hasMessageContaining(file.toString());
                    assertThat(e.getMessage()).doesNotContain("\n");
                }
                Files.delete(file);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        assertThatThrownBy(() -> ImageFolder.of(dir).scaledTo(0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size of images: expected at least 1x1, found 0x3");
        write("a/1.png", plain(2, 2, RED));
        assertFails(
                ImageFolder.of(dir).scaledTo(50_000, 50_000),
                "images in " + dir + ": expected at most 2147483639 bytes, found 1 images of 3x50000x50000");
        for (int i = 0; i < 256; i++) {
            Files.createDirectory(dir.resolve("class" + i));
        }
        assertFails(
                ImageFolder.of(dir), "too many classes in " + dir + ": expected at most 256 sub-folders, found 257");
    }

    private Path write(String name, BufferedImage image) throws IOException {
        return write(name, encode(image, "png"));
    }

    private Path write(String name, byte[] content) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            assertThat(ImageIO.write(image, format, out)).isTrue();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage plain(int height, int width, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static BufferedImage noise(int height, int width) {
        SplittableRandom random = new SplittableRandom(7);
        BufferedImage image = plain(height, width, 0);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt() & WHITE);
            }
        }
        return image;
    }

    private static int[] labels(LabeledImages images) {
        return IntStream.range(0, images.size()).map(images::label).toArray();
    }

    private static int[] levels(LabeledImages images, int image) {
        float[] pixels = new float[images.numbersPerImage()];
        images.copyPixels(image, pixels, 0);
        return IntStream.range(0, pixels.length)
                .map(i -> Math.round(255 * pixels[i]))
                .toArray();
    }

    private static void assertFails(ImageFolder folder, String... parts) {
        assertThatThrownBy(folder::read)
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
