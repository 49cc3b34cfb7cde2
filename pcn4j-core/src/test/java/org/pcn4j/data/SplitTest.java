package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

class SplitTest {
    /** A hundred images of one pixel, each of another class. */
    private static final LabelledImages ALL = hundred();

    private static LabelledImages hundred() {
        byte[] numbers = new byte[100];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (byte) i;
        }
        return new LabelledImages("hundred", 1, 1, 100, numbers, numbers);
    }

    private static List<Long> labels(Samples samples) {
        try (TensorScope scope = new TensorScope()) {
            int[] every = IntStream.range(0, samples.size()).toArray();
            List<Long> labels = new ArrayList<>();
            for (long label : samples.batch(every, DType.FLOAT32).targets().toLongs()) {
                labels.add(label);
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
        LabelledImages two = ALL.subset(0, 2);
        assertThat(Split.of(two, 0.001, new Seed(1)).test().size()).isEqualTo(1);
        assertThat(Split.of(two, 0.999, new Seed(1)).train().size()).isEqualTo(1);
        assertThatThrownBy(() -> Split.of(ALL.subset(0, 1), 0.5, new Seed(1)))
                .hasMessage("split of 'hundred': expected at least 2 samples, found 1");
        assertThatThrownBy(() -> Split.of(ALL, 1, new Seed(1)))
                .hasMessage("split of 'hundred': expected a share greater than 0 and less than 1, found 1.0");
    }
}
