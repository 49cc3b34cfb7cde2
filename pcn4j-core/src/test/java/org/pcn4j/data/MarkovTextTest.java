package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class MarkovTextTest {
    @Test
    void theSameSeedGivesTheSameText() {
        assertThat(MarkovText.generate(5, 400, 200, 10)).isEqualTo(MarkovText.generate(5, 400, 200, 10));
        assertThat(MarkovText.generate(5, 400, 200, 10).train())
                .isNotEqualTo(MarkovText.generate(6, 400, 200, 10).train());
    }

    @Test
    void theTextOfASeedIsTheSameEverywhere() {
        // Pins the generator: results published for a seed stay comparable only as long as this number holds.
        Split<Text> split = MarkovText.generate(42, 2001, 1001, 20);
        CRC32 crc = new CRC32();
        crc.update((text(split.train()) + text(split.test())).getBytes(StandardCharsets.UTF_8));

        assertThat(crc.getValue()).isEqualTo(3365854530L);
    }

    @Test
    void aLongerTextBeginsWithTheShorterOne() {
        assertThat(text(MarkovText.generate(5, 1001, 101, 10).train()))
                .startsWith(text(MarkovText.generate(5, 501, 101, 10).train()));
    }

    @Test
    void trainAndTestAreDifferentTexts() {
        Split<Text> split = MarkovText.generate(1, 101, 101, 10);

        assertThat(text(split.train())).isNotEqualTo(text(split.test()));
    }

    @Test
    void theEntropyGivenTwoCharactersIsTheRateAndGivenOneItIsMuchMore() {
        String text = text(MarkovText.generate(7, 400_001, 101, 100).train());

        assertThat(MarkovText.entropyRate()).isCloseTo(1.75 * Math.log(2), within(1e-15));
        // Measured from counts, as if the text were its own source: a little too low, the more contexts the more so.
        assertThat(entropy(text, 2)).isCloseTo(MarkovText.entropyRate(), within(0.01));
        assertThat(entropy(text, 1)).isCloseTo(2.03, within(0.01));
        assertThat(entropy(text, 0)).isCloseTo(3.195, within(0.01));
    }

    @Test
    void everyCharacterOccurs() {
        String text = text(MarkovText.generate(7, 100_001, 101, 100).train());
        Map<String, Integer> counts = new HashMap<>();
        text.chars().mapToObj(Character::toString).forEach(c -> counts.merge(c, 1, Integer::sum));

        assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(Text.characters(" abcdefghijklmnopqrstuvwxyz"));
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(1000, 11_000));
    }

    @Test
    void textsShorterThanAWindowAndTheNextCharacterAreRefused() {
        assertThatThrownBy(() -> MarkovText.generate(1, 100, 10, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "text of 'Markov text test': expected at least 11 characters, a window of 10 and the next one,"
                                + " found 10");
        assertThatThrownBy(() -> MarkovText.generate(1, -1, 10, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MarkovText.generate(1, 100, 100, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window of 'Markov text train': expected at least 1 character, found 0");
    }

    private static String text(Text text) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < text.size(); i++) {
            all.append(text.text(i));
        }
        return all.toString();
    }

    /** Returns the entropy, in nats, of a character given this many before, by the frequencies in the text. */
    private static double entropy(String text, int given) {
        Map<String, Integer> contexts = new HashMap<>();
        Map<String, Integer> continued = new HashMap<>();
        for (int i = given; i < text.length(); i++) {
            contexts.merge(text.substring(i - given, i), 1, Integer::sum);
            continued.merge(text.substring(i - given, i + 1), 1, Integer::sum);
        }
        double sum = 0;
        for (Map.Entry<String, Integer> entry : continued.entrySet()) {
            double all = contexts.getOrDefault(entry.getKey().substring(0, given), 0);
            sum -= entry.getValue() * Math.log(entry.getValue() / all);
        }
        return sum / (text.length() - given);
    }
}
