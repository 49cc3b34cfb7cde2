package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

class SplitTest {
    /** A hundred images of one pixel, each of another level, to learn to show themselves. */
    private static final Samples ALL = hundred().reconstructing();

    /** Of the classes 0, 1 and 2, so many images each. */
    private static LabeledImages classes(int... sizes) {
        byte[] labels = new byte[Arrays.stream(sizes).sum()];
        int next = 0;
        for (int label = 0; label < sizes.length; label++) {
            Arrays.fill(labels, next, next + sizes[label], (byte) label);
            next += sizes[label];
        }
        return new LabeledImages("some", 1, 1, sizes.length, labels, labels);
    }

    private static int[] counts(Samples samples, int classes) {
        int[] counts = new int[classes];
        labels(samples).forEach(label -> counts[label.intValue()]++);
        return counts;
    }

    @Test
    void everyClassGivesItsShareAndKeepsASampleToLearnFrom() {
        for (long seed = 0; seed < 50; seed++) {
            Split<Samples> split = Split.of(classes(50, 30, 20), 0.1, new Seed(seed));
            assertThat(counts(split.test(), 3)).containsExactly(5, 3, 2);
            assertThat(counts(split.train(), 3)).containsExactly(45, 27, 18);

            Split<Samples> rare = Split.of(classes(97, 1, 2), 0.5, new Seed(seed));
            assertThat(counts(rare.train(), 3)[1])
                    .as("the only one is to train on")
                    .isEqualTo(1);
            assertThat(counts(rare.train(), 3)[2]).isEqualTo(1);
            assertThat(rare.test().size()).isEqualTo(50);

            Split<Samples> most = Split.of(classes(4, 4, 1), 0.99, new Seed(seed));
            assertThat(counts(most.train(), 3)).containsExactly(1, 1, 1);
        }
    }

    @Test
    void aPartTooSmallForEveryClassHoldsOthersBySeed() {
        Set<String> found = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            int[] counts =
                    counts(Split.of(classes(4, 4, 4), 0.1, new Seed(seed)).test(), 3);
            assertThat(Arrays.stream(counts).sum()).isEqualTo(1);
            found.add(Arrays.toString(counts));
        }
        assertThat(found).hasSize(3);
    }

    @Test
    void aPartLargeEnoughHoldsEveryClassThatCanSpareASample() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(counts(Split.of(classes(90, 3, 2), 0.1, new Seed(seed)).test(), 3))
                    .doesNotContain(0);
            int[] some = counts(ChosenSamples.some(classes(90, 3, 2), 5, new Seed(seed)), 3);
            assertThat(some).containsExactly(3, 1, 1);
        }
    }

    @Test
    void numbersOfManyClassesAreDividedInTime() {
        int[] sizes = new int[200_000];
        int[] most = new int[200_000];
        Arrays.fill(sizes, 3);
        Arrays.fill(most, 2);
        int[] counts = Division.counts(sizes, most, 150_000, new Seed(1));
        assertThat(Arrays.stream(counts).sum()).isEqualTo(150_000);
        assertThat(Arrays.stream(counts).max()).hasValue(1);
    }

    @Test
    void someSamplesAreInTheirOrderAndOfEveryClass() {
        Samples some = ChosenSamples.some(classes(50, 30, 20), 10, new Seed(2));
        assertThat(labels(some)).containsExactly(0L, 0L, 0L, 0L, 0L, 1L, 1L, 1L, 2L, 2L);
        assertThat(ChosenSamples.some(ALL, 100, new Seed(2))).isSameAs(ALL);
        assertThat(some.name()).isEqualTo("some");
    }

    private static LabeledImages hundred() {
        byte[] numbers = new byte[100];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (byte) i;
        }
        return new LabeledImages("hundred", 1, 1, 100, numbers, numbers);
    }

    private static List<Long> labels(Samples samples) {
        try (TensorScope scope = new TensorScope()) {
            int[] every = IntStream.range(0, samples.size()).toArray();
            List<Long> labels = new ArrayList<>();
            for (double label : samples.batch(every, DType.FLOAT32).targets().toDoubles()) {
                labels.add(Math.round(samples.labels().isPresent() ? label : 255 * label));
            }
            return labels;
        }
    }

    @Test
    void everySampleIsInOnePartAndTheSeedAloneSaysInWhich() {
        Split<Samples> split = Split.of(ALL, 0.2, new Seed(3));
        List<Long> train = labels(split.train());
        List<Long> test = labels(split.test());
        assertThat(test).hasSize(20);
        List<Long> both = new ArrayList<>(train);
        both.addAll(test);
        Collections.sort(both);
        assertThat(both).isEqualTo(labels(ALL));
        assertThat(labels(Split.of(ALL, 0.2, new Seed(3)).test())).isEqualTo(test);
        assertThat(labels(Split.of(ALL, 0.2, new Seed(4)).test())).isNotEqualTo(test);
        assertThat(split.test()).hasToString("hundred held back: 20 of 100 1x1 images in 100 classes");
    }

    @Test
    void noPartIsEmpty() {
        LabeledImages two = classes(2);
        assertThat(Split.of(two, 0.001, new Seed(1)).test().size()).isEqualTo(1);
        assertThat(Split.of(two, 0.999, new Seed(1)).train().size()).isEqualTo(1);
        assertThatThrownBy(() -> Split.of(hundred().subset(0, 1), 0.5, new Seed(1)))
                .hasMessage("split of 'hundred': expected at least 2 samples, found 1");
        assertThatThrownBy(() -> Split.of(hundred(), 0.5, new Seed(1)))
                .hasMessage("split of 'hundred': expected a class of at least 2 samples, as one of each is to train on,"
                        + " found one of each");
        assertThatThrownBy(() -> Split.of(ALL, 1, new Seed(1)))
                .hasMessage("split of 'hundred': expected a share greater than 0 and less than 1, found 1.0");
    }
}
