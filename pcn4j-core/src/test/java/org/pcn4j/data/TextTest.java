package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.TensorScope;

final class TextTest {
    private static final List<String> VOCABULARY = List.of("a", "b", "c", "d");

    private final Text text = new Text("tiny", VOCABULARY, "abcdabcd", 3);

    @Test
    void theTargetOfEachCharacterIsTheNextAlsoAcrossTheEndOfAWindow() {
        try (TensorScope scope = new TensorScope()) {
            Batch batch = text.batch(new int[] {1, 0}, DType.FLOAT32);

            assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 3));
            assertThat(batch.inputs().dtype()).isEqualTo(DType.INT64);
            assertThat(batch.inputs().toLongs()).containsExactly(3, 0, 1, 0, 1, 2);
            assertThat(batch.targets().shape()).isEqualTo(Shape.of(2, 3));
            assertThat(batch.targets().dtype()).isEqualTo(DType.INT64);
            assertThat(batch.targets().toLongs()).containsExactly(0, 1, 2, 1, 2, 3);
        }
    }

    @Test
    void whatIsTooShortForAWindowAndTheNextCharacterIsLeftOut() {
        assertThat(new Text("tiny", VOCABULARY, "abcdab", 3).size()).isEqualTo(1);
        assertThat(new Text("tiny", VOCABULARY, "abcdabc", 3).size()).isEqualTo(2);
        assertThat(text.size()).isEqualTo(2);
        assertThat(text.text(1)).isEqualTo("dab");
    }

    @Test
    void theVocabularyIsMadeOfTheDistinctCharactersInOrder() {
        assertThat(Text.characters("banana\n\uD83D\uDE00Z\uD83D\uDE00"))
                .containsExactly("\n", "Z", "a", "b", "n", "\uD83D\uDE00");
    }

    @Test
    void aCharacterOfTwoCharsIsOneToken() {
        Text smile = new Text("smile", List.of("\uD83D\uDE00", "a"), "\uD83D\uDE00a\uD83D\uDE00a", 3);

        assertThat(smile.size()).isEqualTo(1);
        assertThat(smile.text(0)).isEqualTo("\uD83D\uDE00a\uD83D\uDE00");
    }

    @Test
    void whatWasGivenIsTold() {
        assertThat(text).hasToString("tiny: 2 windows of 3 of 4 characters");
        assertThat(text.window()).isEqualTo(3);
        assertThat(text.vocabulary()).isEqualTo(VOCABULARY);
    }

    @Test
    void aSubsetNumbersItsWindowsAnew() {
        assertThat(text.subset(1, 2).text(0)).isEqualTo("dab");
        assertThat(text.subset(0, 2).subset(1, 2)).isEqualTo(text.subset(1, 2));
        assertThat(text.subset(0, 2).subset(1, 2)).hasSameHashCodeAs(text.subset(1, 2));
        assertThat(text.subset(0, 1)).isNotEqualTo(text.subset(1, 2));
        assertThat(text.subset(1, 1)).isEqualTo(text.subset(0, 0));
    }

    @Test
    void whatLiesBeyondTheEndIsRefused() {
        assertThatThrownBy(() -> text.subset(0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("windows 0 to 3 of 'tiny': expected a range within 0 to 2");
        assertThatThrownBy(() -> text.batch(new int[] {2}, DType.FLOAT32))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("window 2 of 'tiny': expected 0 to 1");
    }

    @Test
    void aTextShorterThanAWindowAndTheNextCharacterIsRefused() {
        assertRefused(
                VOCABULARY,
                "abc",
                3,
                "text of 'tiny': expected at least 4 characters, a window of 3 and the next one, found 3");
        assertRefused(
                VOCABULARY,
                "",
                1,
                "text of 'tiny': expected at least 2 characters, a window of 1 and the next one, found 0");
        assertRefused(VOCABULARY, "abc", 0, "window of 'tiny': expected at least 1 character, found 0");
    }

    @Test
    void aCharacterThatIsNotInTheVocabularyIsNamedWithItsPlace() {
        assertRefused(
                VOCABULARY, "abcxab", 3, "character 3 of 'tiny': expected one of the vocabulary's 4, found U+0078");
    }

    @Test
    void aVocabularyOfAnythingButDistinctCharactersIsRefused() {
        assertRefused(
                List.of("a", "ab"),
                "aaaa",
                3,
                "symbol 1 of the vocabulary of 'tiny': expected a character that comes once, found 'ab'");
        assertRefused(
                List.of("a", "b", "a"),
                "aaaa",
                3,
                "symbol 2 of the vocabulary of 'tiny': expected a character that comes once, found 'a'");
    }

    private static void assertRefused(List<String> vocabulary, String text, int window, String message) {
        assertThatThrownBy(() -> new Text("tiny", vocabulary, text, window))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
