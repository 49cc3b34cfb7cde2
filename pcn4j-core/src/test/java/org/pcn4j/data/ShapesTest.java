package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class ShapesTest {
    @Test
    void theSameSeedGivesTheSameImages() {
        assertThat(Shapes.generate(5, 40, 20)).isEqualTo(Shapes.generate(5, 40, 20));
    }

    @Test
    void theBytesOfASeedAreTheSameEverywhere() {
        // Pins the generator: results published for a seed stay comparable only as long as this number holds.
        CRC32 crc = new CRC32();
        Split<LabeledImages> split = Shapes.generate(42, 200, 100);
        crc.update(ImageBytes.all(split.train()));
        crc.update(ImageBytes.all(split.test()));

        assertThat(crc.getValue()).isEqualTo(1028926994L);
    }

    @Test
    void imagesHaveThreeChannelsAndTenClasses() {
        assertThat(Shapes.generate(1, 20, 0).train()).hasToString("shapes train: 20 images of 3x32x32 in 10 classes");
    }

    @Test
    void moreImagesBeginWithTheSameOnes() {
        Split<LabeledImages> few = Shapes.generate(5, 33, 7);
        Split<LabeledImages> many = Shapes.generate(5, 120, 60);

        assertThat(many.train().subset(0, 33)).isEqualTo(few.train());
        assertThat(many.test().subset(0, 7)).isEqualTo(few.test());
    }

    @Test
    void differentSeedsAndPartsShareNoImage() {
        Split<LabeledImages> one = Shapes.generate(1, 200, 200);

        assertThat(ImageBytes.common(one.train(), one.test())).isEmpty();
        assertThat(ImageBytes.common(one.train(), Shapes.generate(2, 200, 0).train()))
                .isEmpty();
        assertThat(ImageBytes.distinct(one.train())).hasSize(200);
    }

    @Test
    void anyTenImagesInARowHoldEachClassOnce() {
        LabeledImages train = Shapes.generate(3, 100, 0).train();
        for (int block = 0; block < 10; block++) {
            int seen = 0;
            for (int i = 0; i < 10; i++) {
                seen |= 1 << train.label(10 * block + i);
            }
            assertThat(seen).isEqualTo((1 << 10) - 1);
        }
    }

    @Test
    void theMeanColorSaysLittleOfTheClass() {
        // The classifier sees an image's mean red, green and blue, and nothing else.
        Split<LabeledImages> split = Shapes.generate(42, 2000, 1000);
        LabeledImages train = means(split.train());
        SoftmaxRegression linear = new SoftmaxRegression(train);
        for (int epoch = 0; epoch < 10; epoch++) {
            linear.learn(train);
        }

        assertThat(linear.accuracy(means(split.test()))).isLessThan(0.22);
    }

    @Test
    void aLinearClassifierLearnsSomethingButFarFromAll() {
        Split<LabeledImages> split = Shapes.generate(42, 3000, 1000);
        SoftmaxRegression linear = new SoftmaxRegression(split.train());
        for (int epoch = 0; epoch < 5; epoch++) {
            linear.learn(split.train());
        }

        assertThat(linear.accuracy(split.test())).isBetween(0.25, 0.50);
    }

    @Test
    void aNumberOfImagesOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Shapes.generate(1, 700_000, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("train images to generate: expected 0 to 699050, found 700000");
        assertThatThrownBy(() -> Shapes.generate(1, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test images to generate: expected 0 to 699050, found -1");
    }

    /** Returns images of one pixel: the mean of each. */
    private static LabeledImages means(LabeledImages images) {
        byte[] pixels = new byte[3 * images.size()];
        byte[] labels = new byte[images.size()];
        float[] numbers = new float[images.numbersPerImage()];
        for (int i = 0; i < images.size(); i++) {
            images.copyPixels(i, numbers, 0);
            labels[i] = (byte) images.label(i);
            for (int channel = 0; channel < 3; channel++) {
                double sum = 0;
                for (int pixel = 0; pixel < 1024; pixel++) {
                    sum += numbers[channel * 1024 + pixel];
                }
                pixels[3 * i + channel] = (byte) Math.round(255 * sum / 1024);
            }
        }
        return new LabeledImages(images.name(), 3, 1, 1, images.classes(), pixels, labels);
    }
}
