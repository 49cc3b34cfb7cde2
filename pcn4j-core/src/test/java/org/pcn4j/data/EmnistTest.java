package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets in MNIST's format that are not quite: EMNIST, stored column by column, and QMNIST, with rows of labels. */
final class EmnistTest {
    @TempDir
    Path dir;

    @Test
    void lettersAreUprightAndCountFromOne() throws IOException {
        write(dir, "letters", 1, 26, 2);

        Split<LabeledImages> split = Emnist.read(dir, Emnist.Part.LETTERS);

        assertThat(split.train().kind()).isEqualTo("3x2 images in 26 classes");
        assertThat(split.train().classNames()).startsWith("a", "b").endsWith("y", "z");
        assertThat(labels(split.train())).containsExactly(0, 25, 1);
        assertThat(levels(split.train(), 0))
                .as("rows of what is stored as 0 1 2 / 3 4 5")
                .containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(levels(split.train(), 1)).containsExactly(6, 9, 7, 10, 8, 11);
        assertThat(levels(
                        Emnist.read(dir, Emnist.Part.LETTERS, Orientation.UPRIGHT)
                                .train(),
                        0))
                .containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void aLabelOfZeroIsNoLetter() throws IOException {
        write(dir, "letters", 1, 26, 0);

        assertThatThrownBy(() -> Emnist.read(dir, Emnist.Part.LETTERS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected 1 to 26 at byte 10 (label 2), found 0");
    }

    @Test
    void eachSetHasItsClasses() throws IOException {
        Map<Emnist.Part, Integer> sizes = Map.of(
                Emnist.Part.BALANCED, 47,
                Emnist.Part.BYCLASS, 62,
                Emnist.Part.BYMERGE, 47,
                Emnist.Part.DIGITS, 10,
                Emnist.Part.LETTERS, 26,
                Emnist.Part.MNIST, 10);
        for (Emnist.Part part : Emnist.Part.values()) {
            assertThat(part.classes())
                    .as("%s", part)
                    .hasSize(sizes.getOrDefault(part, 0))
                    .doesNotHaveDuplicates();
        }
        // As emnist-byclass-mapping.txt and emnist-balanced-mapping.txt say.
        assertThat(Emnist.Part.BYCLASS.classes().get(10)).isEqualTo("A");
        assertThat(Emnist.Part.BYCLASS.classes().get(61)).isEqualTo("z");
        assertThat(Emnist.Part.BALANCED.classes().subList(36, 47))
                .containsExactly("a", "b", "d", "e", "f", "g", "h", "n", "q", "r", "t");
        write(Files.createDirectory(dir.resolve("gzip")), "balanced", 0, 46, 3);
        assertThat(Emnist.read(dir, Emnist.Part.BALANCED).train().classes()).isEqualTo(47);
    }

    @Test
    void whatIsMissingIsNamedWithTheRemedy() {
        assertThatThrownBy(() -> Emnist.read(dir, Emnist.Part.DIGITS))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "EMNIST digits not found: " + dir + " lacks emnist-digits-train-images-idx3-ubyte, ")
                .hasMessageEndingWith("unpack it and say path: the folder of these files");
        assertThatThrownBy(() -> Qmnist.read(dir)).hasMessageContaining("qmnist-train-labels-idx2-int");
    }

    @Test
    void theClassIsTheFirstOfARowOfLabels() throws IOException {
        writeQmnist(7, 0, 9);

        Split<LabeledImages> split = Qmnist.read(dir);

        assertThat(labels(split.train())).containsExactly(7, 0, 9);
        assertThat(split.train().classNames()).startsWith("0", "1").hasSize(10);
        assertThat(levels(split.train(), 0)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(levels(Qmnist.read(dir, Orientation.TRANSPOSED).train(), 0)).containsExactly(0, 3, 1, 4, 2, 5);

        writeQmnist(7, 10, 9);
        assertThatThrownBy(() -> Qmnist.read(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected 0 to 9 at byte 44 (label 1), found 10");
    }

    @Test
    void mnistItselfMayBeTransposed() throws IOException {
        IdxFiles.writeGood(dir);

        LabeledImages upright = Mnist.read(dir).train();
        LabeledImages transposed = Mnist.read(dir, Orientation.TRANSPOSED).train();

        assertThat(transposed).isNotEqualTo(upright).isEqualTo(upright.transposed());
        assertThat(transposed.transposed()).isEqualTo(upright);
        assertThat(upright.subset(1, 3).transposed().transposed()).isEqualTo(upright.subset(1, 3));
    }

    private static void write(Path dir, String set, int... labels) throws IOException {
        for (String part : new String[] {"train", "test"}) {
            Files.write(
                    dir.resolve("emnist-" + set + "-" + part + "-images-idx3-ubyte.gz"),
                    IdxFiles.gzip(IdxFiles.images(labels.length, 2, 3)));
            Files.write(
                    dir.resolve("emnist-" + set + "-" + part + "-labels-idx1-ubyte.gz"),
                    IdxFiles.gzip(IdxFiles.labels(labels)));
        }
    }

    private void writeQmnist(int... labels) throws IOException {
        ByteBuffer rows = ByteBuffer.allocate(labels.length * 32);
        for (int label : labels) {
            rows.putInt(label);
            for (int other = 1; other < 8; other++) {
                rows.putInt(1000 * other);
            }
        }
        for (String part : new String[] {"train", "test"}) {
            Files.write(dir.resolve("qmnist-" + part + "-images-idx3-ubyte"), IdxFiles.images(labels.length, 2, 3));
            Files.write(
                    dir.resolve("qmnist-" + part + "-labels-idx2-int"),
                    IdxFiles.header(0x00000c02, rows.array(), labels.length, 8));
        }
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
}
