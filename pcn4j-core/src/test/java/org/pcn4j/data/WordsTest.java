package org.pcn4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WordsTest {
    @Test
    void theSameSeedGivesTheSameWords() {
        assertThat(Words.generate(5, 40, 20)).isEqualTo(Words.generate(5, 40, 20));
        assertThat(Words.generate(5, 40, 20).train())
                .isNotEqualTo(Words.generate(6, 40, 20).train());
    }

    @Test
    void theWordsOfASeedAreTheSameEverywhere() {
        // Pins the generator: results published for a seed stay comparable only as long as this number holds.
        assertThat(SequenceBytes.checksum(Words.generate(42, 200, 100))).isEqualTo(872964026L);
    }

    @Test
    void moreWordsBeginWithTheSameOnes() {
        assertThat(Words.generate(5, 120, 60).train().subset(0, 33))
                .isEqualTo(Words.generate(5, 33, 7).train());
    }

    @Test
    void wordsOfAllLengthsUpToSixteenComeFromSixLanguages() {
        Sequences train = Words.generate(3, 6000, 0).train();
        int[] counts = new int[6];
        int longest = 0;
        for (int i = 0; i < train.size(); i++) {
            counts[train.label(i)]++;
            longest = Math.max(longest, train.tokens(i).length);
        }

        assertThat(train).hasToString("words train: 6000 sequences of up to 16 of 27 symbols in 6 classes");
        assertThat(train.classes()).containsExactly("Avenic", "Brok", "Cariel", "Dunmar", "Eskali", "Fuhota");
        assertThat(counts).containsOnly(1000);
        assertThat(longest).isBetween(14, 16);
        assertThat(new HashSet<>(SequenceBytes.texts(train)))
                .as("distinct words")
                .hasSizeGreaterThan(5000);
    }

    @Test
    void theOrderOfLettersTellsMoreThanTheLetters() {
        Split<Sequences> split = Words.generate(1, 12_000, 2000);

        assertThat(naiveBayes(split, 1)).as("of letters").isBetween(0.70, 0.85);
        assertThat(naiveBayes(split, 2)).as("of pairs of letters").isBetween(0.90, 0.98);
    }

    @Test
    void aNegativeNumberOfWordsIsRefused() {
        assertThatThrownBy(() -> Words.generate(1, 10, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test words to generate: expected 0 to 10000000, found -1");
    }

    /** Returns the test accuracy of counting pieces of this length, as if they came independently. */
    private static double naiveBayes(Split<Sequences> split, int length) {
        Sequences train = split.train();
        Map<String, double[]> counts = new HashMap<>();
        double[] totals = new double[train.classes().size()];
        for (int i = 0; i < train.size(); i++) {
            for (String piece : pieces(train.text(i), length)) {
                counts.computeIfAbsent(piece, unseen -> new double[totals.length])[train.label(i)]++;
                totals[train.label(i)]++;
            }
        }
        int right = 0;
        for (int i = 0; i < split.test().size(); i++) {
            double[] scores = new double[totals.length];
            for (String piece : pieces(split.test().text(i), length)) {
                double[] seen = counts.getOrDefault(piece, new double[totals.length]);
                for (int label = 0; label < scores.length; label++) {
                    scores[label] += Math.log((seen[label] + 0.5) / (totals[label] + 0.5 * counts.size()));
                }
            }
            int best = 0;
            for (int label = 1; label < scores.length; label++) {
                best = scores[label] > scores[best] ? label : best;
            }
            right += best == split.test().label(i) ? 1 : 0;
        }
        return (double) right / split.test().size();
    }

    private static String[] pieces(String word, int length) {
        String framed = length == 1 ? word : "^" + word + "$";
        String[] pieces = new String[framed.length() - length + 1];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = framed.substring(i, i + length);
        }
        return pieces;
    }
}
