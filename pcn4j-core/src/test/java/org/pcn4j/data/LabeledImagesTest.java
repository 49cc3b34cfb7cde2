package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

final class LabeledImagesTest {
    private static final byte[] PIXELS = {0, 51, (byte) 255, 102, 1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] LABELS = {2, 0, 1};

    private final LabeledImages images = new LabeledImages("tiny", 2, 2, 3, PIXELS, LABELS);

    @Test
    void classesAreCalledByTheirNumbersUnlessTheyHaveNames() {
        byte[] pixels = {1, 2};
        byte[] labels = {0, 1};
        LabeledImages numbered = LabeledImages.owning("two", 1, 1, 1, 2, pixels, labels);
        LabeledImages named = LabeledImages.owning("two", 1, 1, 1, List.of("cat", "dog"), pixels, labels);

        assertThat(numbered.classNames()).containsExactly("0", "1");
        assertThat(named.classNames()).containsExactly("cat", "dog");
        assertThat(named.classes()).isEqualTo(2);
        assertThat(named).isNotEqualTo(numbered);
        assertThat(named.kind()).isEqualTo(numbered.kind());
    }

    @Test
    void pixelsAreCopiedAsSharesOf255() {
        float[] dst = new float[6];

        images.copyPixels(0, dst, 1);

        assertThat(dst).containsExactly(0, 0, 0.2f, 1, 0.4f, 0);
    }

    @Test
    void laterChangesOfTheArraysDoNotShow() {
        byte[] pixels = PIXELS.clone();
        byte[] labels = LABELS.clone();
        LabeledImages copy = new LabeledImages("tiny", 2, 2, 3, pixels, labels);

        pixels[0] = 9;
        labels[0] = 0;

        assertThat(copy).isEqualTo(images);
    }

    @Test
    void aSubsetNumbersItsImagesAnew() {
        LabeledImages subset = images.subset(1, 3);
        float[] dst = new float[4];

        subset.copyPixels(0, dst, 0);

        assertThat(subset).hasToString("tiny: 2 images of 2x2 in 3 classes");
        assertThat(subset.label(1)).isEqualTo(1);
        assertThat(dst[0]).isEqualTo(1 / 255f);
    }

    @Test
    void aSubsetOfASubsetIsASubset() {
        assertThat(images.subset(1, 3).subset(1, 2)).isEqualTo(images.subset(2, 3));
        assertThat(images.subset(1, 3).subset(1, 2)).hasSameHashCodeAs(images.subset(2, 3));
        assertThat(images.subset(0, 1)).isNotEqualTo(images.subset(1, 2));
    }

    @Test
    void aSubsetMayBeEmpty() {
        assertThat(images.subset(3, 3).size()).isZero();
    }

    @Test
    void aSubsetBeyondTheImagesIsRefused() {
        assertThatThrownBy(() -> images.subset(1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("images 1 to 4 of 'tiny': expected a range within 0 to 3");
    }

    @Test
    void imagesBeyondTheEndOfASubsetAreRefused() {
        assertThatThrownBy(() -> images.subset(0, 1).label(1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("image 1 of 'tiny': expected 0 to 0");
    }

    @Test
    void anArrayTooSmallForThePixelsIsRefused() {
        assertThatThrownBy(() -> images.copyPixels(0, new float[5], 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("pixels of image 0 of 'tiny': 4 do not fit at 2 into an array of 5");
    }

    @Test
    void numbersOfPixelsAndLabelsThatDisagreeAreRefused() {
        assertThatThrownBy(() -> new LabeledImages("tiny", 2, 3, 3, PIXELS, LABELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pixels of 'tiny': expected 18 for 3 labels at 2x3, found 12");
    }

    @Test
    void labelsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new LabeledImages("tiny", 2, 2, 2, PIXELS, LABELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label of image 0 of 'tiny': expected 0 to 1, found 2");
    }

    @Test
    void sizesBelowOneAreRefused() {
        assertThatThrownBy(() -> new LabeledImages("tiny", 0, 2, 2, PIXELS, LABELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("height of 'tiny'", "found 0");
        assertThatThrownBy(() -> new LabeledImages("tiny", 2, 2, 257, PIXELS, LABELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("number of classes of 'tiny': expected 1 to 256, found 257");
    }

    @Test
    void imagesInColorAreCountedByChannels() {
        LabeledImages color = new LabeledImages("tiny", 3, 1, 2, 3, Arrays.copyOf(PIXELS, 6), new byte[] {1});

        assertThat(color).hasToString("tiny: 1 images of 3x1x2 in 3 classes");
        assertThat(color.shape()).isEqualTo(Shape.of(3, 1, 2));
        assertThat(color.numbersPerImage()).isEqualTo(6);
        assertThat(color).isNotEqualTo(new LabeledImages("tiny", 1, 3, 2, 3, Arrays.copyOf(PIXELS, 6), new byte[] {1}));
        assertThatThrownBy(() -> new LabeledImages("tiny", 0, 1, 2, 3, PIXELS, LABELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("number of channels of 'tiny'", "found 0");
        assertThatThrownBy(() -> new LabeledImages("tiny", 2, 2, 2, 3, PIXELS, LABELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pixels of 'tiny': expected 24 for 3 labels at 2x2x2, found 12");
    }

    @Test
    void aBatchHoldsChannelsHeightAndWidth() {
        try (TensorScope scope = new TensorScope()) {
            Batch batch = new LabeledImages("tiny", 3, 1, 2, 3, PIXELS, new byte[] {2, 0})
                    .batch(new int[] {1, 0}, DType.FLOAT32);

            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 3, 1, 2));
            assertThat(batch.inputs().toFloats()).startsWith(3 / 255f, 4 / 255f, 5 / 255f);
            assertThat(batch.targets().toLongs()).containsExactly(0, 2);
        }
    }

    @Test
    void imagesMayBeSamplesOfAnyShapeThatHoldsThem() {
        try (TensorScope scope = new TensorScope()) {
            Samples flat = images.as(Shape.of(4));

            assertThat(flat.name()).isEqualTo("tiny");
            assertThat(flat.size()).isEqualTo(3);
            assertThat(flat.batch(new int[] {0, 2}, DType.FLOAT64).inputs().shape())
                    .isEqualTo(Shape.of(2, 4));
        }
        assertThatThrownBy(() -> images.as(Shape.of(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batches of 'tiny': a sample of shape [5] holds 5 numbers, an image 4");
    }

    @Test
    void imagesMayBeTheirOwnTargets() {
        try (TensorScope scope = new TensorScope()) {
            Batch batch = images.reconstructing().batch(new int[] {2, 0}, DType.FLOAT64);

            assertThat(batch.targets().shape()).isEqualTo(Shape.of(2, 1, 2, 2));
            assertThat(batch.targets().isEqualTo(batch.inputs())).isTrue();
            assertThat(batch.targets().dtype()).isEqualTo(DType.FLOAT64);
        }
    }

    @Test
    void aBatchOfImagesBeyondTheEndIsRefused() {
        assertThatThrownBy(() -> images.batch(new int[] {0, 3}, DType.FLOAT32))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("image 3 of 'tiny': expected 0 to 2");
    }

    @Test
    void aSplitOfDifferentChannelsIsRefused() {
        LabeledImages color = new LabeledImages("color", 4, 1, 1, 3, PIXELS, LABELS);

        assertThatThrownBy(() -> new Split<>(images, color))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("expected 2x2 images in 3 classes as in 'tiny'", "found 4x1x1 images");
    }

    @Test
    void aSplitOfDifferentSizesIsRefused() {
        LabeledImages wide = new LabeledImages("wide", 1, 4, 3, PIXELS, LABELS);

        assertThatThrownBy(() -> new Split<>(images, wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "parts differ: expected 2x2 images in 3 classes as in 'tiny', found 1x4 images in 3 classes in 'wide'");
    }
}
