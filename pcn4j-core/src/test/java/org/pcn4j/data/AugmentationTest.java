package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

class AugmentationTest {
    private static final Shape SHAPE = Shape.of(2, 3, 4);
    private static final LabeledImages IMAGES = images();
    private static final ImageChange[] BOTH = {new HorizontalFlip(), new PadAndCrop(1)};

    /** Ten images in which every pixel is another number, but for the image. */
    private static LabeledImages images() {
        byte[] pixels = new byte[10 * 24];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i + 1);
        }
        return new LabeledImages("numbered", 2, 3, 4, 10, pixels, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    }

    private static double[] counted() {
        double[] image = new double[24];
        Arrays.setAll(image, i -> i + 1);
        return image;
    }

    private static Batches batches(Samples samples, int batchSize, long seed, ImageChange... changes) {
        return new Batches(samples, DType.FLOAT32, batchSize, new Seed(seed))
                .augmented(Augmentation.of(SHAPE, changes));
    }

    @Test
    void aFlipExchangesLeftAndRightOfEveryRow() {
        double[] flipped = new HorizontalFlip(1).apply(counted(), SHAPE, new SplittableRandom(1));
        assertThat(Arrays.copyOf(flipped, 8)).containsExactly(4, 3, 2, 1, 8, 7, 6, 5);
        assertThat(Arrays.copyOfRange(flipped, 20, 24)).containsExactly(24, 23, 22, 21);
        assertThat(new HorizontalFlip(0).apply(counted(), SHAPE, new SplittableRandom(1)))
                .containsExactly(counted());
    }

    @Test
    void aCropMovesAllChannelsAlikeAndFillsWithZeros() {
        Set<Integer> moves = new HashSet<>();
        for (int seed = 0; seed < 300; seed++) {
            double[] cropped = new PadAndCrop(2).apply(counted(), SHAPE, new SplittableRandom(seed));
            // Every pixel came from the same distance, and only those from beyond the border are zero.
            int move = move(cropped);
            moves.add(move);
            int down = move / 10 - 2;
            int right = move % 10 - 2;
            for (int i = 0; i < 24; i++) {
                int y = i / 4 % 3 + down;
                int x = i % 4 + right;
                boolean inside = y >= 0 && y < 3 && x >= 0 && x < 4;
                assertThat(cropped[i]).isEqualTo(inside ? i + 1 + down * 4 + right : 0);
            }
        }
        assertThat(moves).hasSize(25);
    }

    private static int move(double[] cropped) {
        for (int i = 0; i < 12; i++) {
            if (cropped[i] != 0) {
                int from = (int) cropped[i] - 1;
                return (from / 4 - i / 4 + 2) * 10 + from % 4 - i % 4 + 2;
            }
        }
        throw new AssertionError("nothing is left of " + Arrays.toString(cropped));
    }

    @Test
    void aBorderWiderThanTheImageMayLeaveNothingOfIt() {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(new PadAndCrop(9).apply(counted(), SHAPE, new SplittableRandom(seed)))
                    .hasSize(24);
        }
    }

    @Test
    void whatIsDrawnDependsOnTheSeedTheEpochAndTheSampleAlone() {
        Map<Integer, double[]> small = epoch(batches(IMAGES, 3, 1, BOTH), 0, 4);
        Map<Integer, double[]> large = epoch(batches(IMAGES, 10, 1, BOTH), 0, 1);
        Map<Integer, double[]> later = epoch(batches(IMAGES, 10, 1, BOTH), 1, 1);
        Map<Integer, double[]> other = epoch(batches(IMAGES, 10, 2, BOTH), 0, 1);
        assertThat(small.keySet()).hasSize(10);
        small.forEach((label, image) -> assertThat(large.get(label)).containsExactly(image));
        assertThat(small)
                .anySatisfy((label, image) -> assertThat(later.get(label)).isNotEqualTo(image));
        assertThat(small)
                .anySatisfy((label, image) -> assertThat(other.get(label)).isNotEqualTo(image));
    }

    private static Map<Integer, double[]> epoch(Batches batches, int first, int count) {
        Map<Integer, double[]> images = new HashMap<>();
        for (int update = first; update < first + count; update++) {
            try (TensorScope scope = new TensorScope()) {
                Batch batch = batches.get(update);
                double[] numbers = batch.inputs().toDoubles();
                long[] labels = batch.targets().toLongs();
                for (int i = 0; i < labels.length; i++) {
                    images.put((int) labels[i], Arrays.copyOfRange(numbers, i * 24, (i + 1) * 24));
                }
            }
        }
        return images;
    }

    @Test
    void flatSamplesAreChangedAsTheImagesThatTheyAre() {
        try (TensorScope scope = new TensorScope()) {
            Batch square = batches(IMAGES, 10, 1, BOTH).get(0);
            Batch flat = batches(IMAGES.as(Shape.of(24)), 10, 1, BOTH).get(0);
            assertThat(flat.inputs().shape()).isEqualTo(Shape.of(10, 24));
            assertThat(flat.inputs().toDoubles())
                    .containsExactly(square.inputs().toDoubles());
        }
    }

    @Test
    void anImageThatIsItsOwnTargetIsChangedWithIt() {
        try (TensorScope scope = new TensorScope()) {
            Batch batch = batches(IMAGES.reconstructing(), 10, 1, BOTH).get(0);
            Batch plain = new Batches(IMAGES.reconstructing(), DType.FLOAT32, 10, new Seed(1)).get(0);
            assertThat(batch.targets().isEqualTo(batch.inputs())).isTrue();
            assertThat(batch.inputs().isEqualTo(plain.inputs())).isFalse();
        }
    }

    @Test
    void whatIsNoSuchImageIsRefused() {
        assertThatThrownBy(() -> Augmentation.of(Shape.of(784)))
                .hasMessage("images to change at random: expected a shape of [channels, height, width], found [784]");
        assertThatThrownBy(() -> new Batches(IMAGES, DType.FLOAT32, 5, new Seed(1))
                        .augmented(Augmentation.of(Shape.of(1, 3, 4)))
                        .get(0))
                .hasMessage("images to change at random: expected 5 of [1, 3, 4], found float32 [5, 2, 3, 4]");
        assertThatThrownBy(() -> new HorizontalFlip(1.5))
                .hasMessage("the probability of a flip must be from 0 to 1, not 1.5");
        assertThatThrownBy(() -> new PadAndCrop(0))
                .hasMessage("the border to pad must be at least 1 pixel wide, not 0");
    }
}
