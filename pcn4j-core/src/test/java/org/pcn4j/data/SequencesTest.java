package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

final class SequencesTest {
    private static final List<String> VOCABULARY = List.of("·", "a", "b", "c");
    private static final List<String> CLASSES = List.of("x", "y");

    private final Sequences sequences = sequences(new int[][] {{1, 2}, {3}, {3, 2, 1}}, 0, 1, 1);

    private static Sequences sequences(int[][] tokens, int... labels) {
        return new Sequences("tiny", VOCABULARY, CLASSES, 3, tokens, labels);
    }

    @Test
    void aBatchIsFilledUpAtTheEndWithTokenZero() {
        try (TensorScope scope = new TensorScope()) {
            Batch batch = sequences.batch(new int[] {2, 0}, DType.FLOAT32);

            assertThat(batch.inputs().dtype()).isEqualTo(DType.INT64);
            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 3));
            assertThat(batch.inputs().toLongs()).containsExactly(3, 2, 1, 1, 2, 0);
            assertThat(batch.targets().dtype()).isEqualTo(DType.INT64);
            assertThat(batch.targets().toLongs()).containsExactly(1, 0);
        }
    }

    @Test
    void batchesHoldEverySequenceOnceAnEpoch() {
        try (TensorScope scope = new TensorScope()) {
            Batches batches = new Batches(sequences, DType.FLOAT32, 2, new Seed(1));
            long first = batches.get(0).inputs().sum().toLongs()[0];
            long second = batches.get(1).inputs().sum().toLongs()[0];

            assertThat(first + second).isEqualTo(1 + 2 + 3 + 3 + 2 + 1);
        }
    }

    @Test
    void whatWasGivenIsTold() {
        assertThat(sequences).hasToString("tiny: 3 sequences of up to 3 of 4 symbols in 2 classes");
        assertThat(sequences.length()).isEqualTo(3);
        assertThat(sequences.vocabulary()).isEqualTo(VOCABULARY);
        assertThat(sequences.classes()).isEqualTo(CLASSES);
        assertThat(sequences.text(2)).isEqualTo("cba");
        assertThat(sequences.tokens(0)).containsExactly(1, 2);
        assertThat(sequences.label(2)).isEqualTo(1);
    }

    @Test
    void laterChangesOfTheArraysDoNotShow() {
        int[][] tokens = {{1, 2}};
        int[] labels = {0};
        Sequences copy = sequences(tokens, labels);

        tokens[0][0] = 3;
        labels[0] = 1;
        copy.tokens(0)[1] = 3;

        assertThat(copy).isEqualTo(sequences(new int[][] {{1, 2}}, 0));
    }

    @Test
    void aSubsetNumbersItsSequencesAnew() {
        Sequences subset = sequences.subset(1, 3);

        assertThat(subset.size()).isEqualTo(2);
        assertThat(subset.text(0)).isEqualTo("c");
        assertThat(subset.subset(1, 2)).isEqualTo(sequences.subset(2, 3));
        assertThat(subset.subset(1, 2)).hasSameHashCodeAs(sequences.subset(2, 3));
        assertThat(subset).isNotEqualTo(sequences.subset(0, 2));
        try (TensorScope scope = new TensorScope()) {
            assertThat(subset.batch(new int[] {1}, DType.FLOAT32).inputs().toLongs())
                    .containsExactly(3, 2, 1);
        }
    }

    @Test
    void whatLiesBeyondTheEndIsRefused() {
        assertThatThrownBy(() -> sequences.subset(1, 4))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("sequences 1 to 4 of 'tiny': expected a range within 0 to 3");
        assertThatThrownBy(() -> sequences.subset(0, 2).text(2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("sequence 2 of 'tiny': expected 0 to 1");
        assertThatThrownBy(() -> sequences.batch(new int[] {0, -1}, DType.FLOAT32))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("sequence -1 of 'tiny': expected 0 to 2");
    }

    @Test
    void emptyAndLongSequencesAreRefused() {
        assertRefused(
                new int[][] {{1}, {}}, new int[] {0, 0}, "length of sequence 1 of 'tiny': expected 1 to 3, found 0");
        assertRefused(
                new int[][] {{1, 2, 3, 1}}, new int[] {0}, "length of sequence 0 of 'tiny': expected 1 to 3, found 4");
    }

    @Test
    void tokensOutOfTheVocabularyAreRefused() {
        assertRefused(
                new int[][] {{1}, {2, 4}},
                new int[] {0, 0},
                "token 1 of sequence 1 of 'tiny': expected 1 to 3, found 4");
        assertRefused(new int[][] {{-1}}, new int[] {0}, "token 0 of sequence 0 of 'tiny': expected 1 to 3, found -1");
    }

    @Test
    void thePaddingWithinASequenceIsRefused() {
        assertRefused(
                new int[][] {{1, 0, 2}},
                new int[] {0},
                "token 1 of sequence 0 of 'tiny': expected 1 to 3, found 0, the padding");
    }

    @Test
    void labelsOutOfRangeOrNumberAreRefused() {
        assertRefused(new int[][] {{1}}, new int[] {2}, "label of sequence 0 of 'tiny': expected 0 to 1, found 2");
        assertRefused(new int[][] {{1}}, new int[] {-1}, "label of sequence 0 of 'tiny': expected 0 to 1, found -1");
        assertRefused(new int[][] {{1}, {2}}, new int[] {0}, "labels of 'tiny': expected 2, one a sequence, found 1");
    }

    @Test
    void emptyVocabulariesAndClassesAndLengthsAreRefused() {
        assertThatThrownBy(() -> new Sequences("tiny", List.of("·"), CLASSES, 3, new int[0][], new int[0]))
                .hasMessage("number of symbols of 'tiny': expected at least 2, found 1");
        assertThatThrownBy(() -> new Sequences("tiny", VOCABULARY, List.of(), 3, new int[0][], new int[0]))
                .hasMessage("number of classes of 'tiny': expected at least 1, found 0");
        assertThatThrownBy(() -> new Sequences("tiny", VOCABULARY, CLASSES, 0, new int[0][], new int[0]))
                .hasMessage("length of 'tiny': expected at least 1, found 0");
    }

    private static void assertRefused(int[][] tokens, int[] labels, String message) {
        assertThatThrownBy(() -> sequences(tokens, labels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
