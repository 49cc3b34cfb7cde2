package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MnistTest {
    private static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    @TempDir
    Path dir;

    @BeforeEach
    void writeGoodFiles() throws IOException {
        IdxFiles.writeGood(dir);
    }

    @Test
    void plainFilesBecomeTrainAndTest() {
        Split<LabeledImages> split = Mnist.read(dir);

        assertThat(split.train()).hasToString("MNIST train: 3 images of 28x28 in 10 classes");
        assertThat(split.test()).hasToString("MNIST test: 2 images of 28x28 in 10 classes");
        assertThat(split.train().label(2)).isEqualTo(9);
        assertThat(split.test().label(0)).isEqualTo(7);
        float[] pixels = new float[784];
        split.train().copyPixels(1, pixels, 0);
        assertThat(pixels[3]).isEqualTo((784 + 3) % 251 / 255f);
    }

    @Test
    void gzippedFilesHoldTheSameAsPlainOnes() throws IOException {
        Split<LabeledImages> plain = Mnist.read(dir);
        for (String name : NAMES) {
            gzip(name);
        }

        assertThat(Mnist.read(dir)).isEqualTo(plain);
    }

    @Test
    void plainAndGzippedFilesMayBeMixed() throws IOException {
        Split<LabeledImages> plain = Mnist.read(dir);
        gzip("train-labels-idx1-ubyte");

        assertThat(Mnist.read(dir)).isEqualTo(plain);
    }

    @Test
    void imagesOfAnotherSizeAreAccepted() throws IOException {
        Files.write(dir.resolve("train-images-idx3-ubyte"), IdxFiles.images(3, 8, 6));
        Files.write(dir.resolve("t10k-images-idx3-ubyte"), IdxFiles.images(2, 8, 6));

        assertThat(Mnist.read(dir).test()).hasToString("MNIST test: 2 images of 8x6 in 10 classes");
    }

    @Test
    void aMissingFolderIsNamedWithWhatShouldBeInIt() {
        Path missing = dir.resolve("mnist");

        assertFails(
                missing,
                "MNIST not found: " + missing + " is no folder",
                "get the four files of the MNIST data set",
                NAMES.get(0),
                NAMES.get(1),
                NAMES.get(2),
                NAMES.get(3),
                "--data-dir or PCN4J_DATA",
                "the folder that holds mnist/");
    }

    @Test
    void allMissingFilesAreNamedAtOnce() throws IOException {
        Files.delete(dir.resolve(NAMES.get(1)));
        Files.delete(dir.resolve(NAMES.get(2)));

        assertFails(
                dir,
                dir + " lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte, with or without .gz",
                "--data-dir or PCN4J_DATA");
    }

    @Test
    void differentNumbersOfImagesAndLabelsAreNamedWithBothFiles() throws IOException {
        Files.write(dir.resolve(NAMES.get(1)), IdxFiles.labels(1, 2));

        assertFails(dir, "3 images in " + dir.resolve(NAMES.get(0)), "2 labels in " + dir.resolve(NAMES.get(1)));
    }

    @Test
    void differentSizesOfTrainAndTestImagesAreNamedWithBothFiles() throws IOException {
        Files.write(dir.resolve(NAMES.get(2)), IdxFiles.images(2, 28, 27));

        assertFails(dir, "28x28 in " + dir.resolve(NAMES.get(0)), "28x27 in " + dir.resolve(NAMES.get(2)));
    }

    @Test
    void aLabelAboveNineIsNamedWithItsFile() throws IOException {
        Files.write(dir.resolve(NAMES.get(3)), IdxFiles.labels(1, 10));

        assertFails(dir, "label out of range in " + dir.resolve(NAMES.get(3)), "at byte 9 ", "found 10");
    }

    @Test
    void swappedFilesAreRecognized() throws IOException {
        Files.write(dir.resolve(NAMES.get(1)), IdxFiles.images(3, 28, 28));

        assertFails(dir, "wrong magic number in " + dir.resolve(NAMES.get(1)), "found 0x00000803 (a file of images)");
    }

    @Test
    void theRealFilesHold70000ImagesInAllClasses() {
        Split<LabeledImages> split = Mnist.read(RealData.folder("mnist"));

        assertThat(split.train()).hasToString("MNIST train: 60000 images of 28x28 in 10 classes");
        assertThat(split.test()).hasToString("MNIST test: 10000 images of 28x28 in 10 classes");
        assertThat(firstLabels(split.train())).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
        assertThat(firstLabels(split.test())).containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
        assertThat(meanPixel(split.train())).isBetween(0.1306, 0.1308);
    }

    private static List<Integer> firstLabels(LabeledImages images) {
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            labels.add(images.label(i));
        }
        return labels;
    }

    private static double meanPixel(LabeledImages images) {
        float[] pixels = new float[images.numbersPerImage()];
        double sum = 0;
        for (int i = 0; i < images.size(); i++) {
            images.copyPixels(i, pixels, 0);
            for (float pixel : pixels) {
                sum += pixel;
            }
        }
        return sum / images.size() / images.numbersPerImage();
    }

    private void gzip(String name) throws IOException {
        Path plain = dir.resolve(name);
        Files.write(dir.resolve(name + ".gz"), IdxFiles.gzip(Files.readAllBytes(plain)));
        Files.delete(plain);
    }

    private static void assertFails(Path dir, String... parts) {
        assertThatThrownBy(() -> Mnist.read(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }
}
