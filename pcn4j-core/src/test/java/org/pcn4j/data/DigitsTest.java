package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class DigitsTest {
    private static final int PIXELS = 28 * 28;

    @Test
    void theSameSeedGivesTheSameImages() {
        assertThat(Digits.generate(5, 40, 20)).isEqualTo(Digits.generate(5, 40, 20));
    }

    @Test
    void theBytesOfASeedAreTheSameEverywhere() {
        // Pins the generator: results published for a seed stay comparable only as long as this number holds.
        CRC32 crc = new CRC32();
        Split<LabeledImages> split = Digits.generate(42, 200, 100);
        crc.update(ImageBytes.all(split.train()));
        crc.update(ImageBytes.all(split.test()));

        assertThat(crc.getValue()).isEqualTo(2690070990L);
    }

    @Test
    void moreImagesBeginWithTheSameOnes() {
        Split<LabeledImages> few = Digits.generate(5, 33, 7);
        Split<LabeledImages> many = Digits.generate(5, 120, 60);

        assertThat(many.train().subset(0, 33)).isEqualTo(few.train());
        assertThat(many.test().subset(0, 7)).isEqualTo(few.test());
    }

    @Test
    void differentSeedsShareNoImage() {
        assertThat(ImageBytes.common(
                        Digits.generate(1, 500, 0).train(),
                        Digits.generate(2, 500, 0).train()))
                .isEmpty();
    }

    @Test
    void trainAndTestShareNoImage() {
        Split<LabeledImages> split = Digits.generate(1, 500, 500);

        assertThat(ImageBytes.common(split.train(), split.test())).isEmpty();
    }

    @Test
    void noImageComesTwice() {
        assertThat(ImageBytes.distinct(Digits.generate(1, 1000, 0).train())).hasSize(1000);
    }

    @Test
    void anyNumberOfImagesIsBalanced() {
        int[] counts = counts(Digits.generate(3, 1234, 0).train());

        for (int count : counts) {
            assertThat(count).isBetween(123, 124);
        }
    }

    @Test
    void classesComeInRandomOrder() {
        LabeledImages train = Digits.generate(3, 1000, 0).train();
        Set<List<Integer>> orders = new HashSet<>();
        for (int block = 0; block < 100; block++) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                order.add(train.label(10 * block + i));
            }
            orders.add(order);
        }

        assertThat(orders).hasSize(100);
    }

    @Test
    void everyImageShowsInkOnEmptyPaper() {
        LabeledImages train = Digits.generate(9, 1000, 0).train();
        float[] pixels = new float[PIXELS];
        for (int i = 0; i < train.size(); i++) {
            train.copyPixels(i, pixels, 0);
            int inked = 0;
            for (float pixel : pixels) {
                inked += pixel > 0.35f ? 1 : 0;
            }
            assertThat(inked).as("inked pixels of image %d", i).isBetween(8, PIXELS / 2);
        }
    }

    @Test
    void noImagesAtAllMayBeAskedFor() {
        assertThat(Digits.generate(1, 0, 0).train()).hasToString("digits train: 0 images of 28x28 in 10 classes");
    }

    @Test
    void aNegativeNumberOfImagesIsRefused() {
        assertThatThrownBy(() -> Digits.generate(1, 10, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test images to generate: expected 0 to 2739137, found -1");
    }

    @Test
    void aLinearClassifierLearnsSomethingButNotAll() {
        Split<LabeledImages> split = Digits.generate(42, 3000, 1000);
        SoftmaxRegression linear = new SoftmaxRegression(split.train());

        for (int epoch = 0; epoch < 5; epoch++) {
            linear.learn(split.train());
        }

        assertThat(linear.accuracy(split.test())).isBetween(0.70, 0.90);
    }

    private static int[] counts(LabeledImages images) {
        int[] counts = new int[images.classes()];
        for (int i = 0; i < images.size(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }
}
