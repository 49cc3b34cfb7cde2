package org.pcn4j.data;

import java.util.List;

/**
 * Words of six invented languages, drawn from a seed: data to learn from a word which language it comes from where no
 * file is at hand. Each language builds its words of syllables, with sounds and endings that it prefers, but most sounds
 * occur in several languages; so single letters tell less than their order, and some words are at home in two languages.
 *
 * <p>The same seed gives the same words on every machine. All methods are safe for use by several threads.
 */
public final class Words {
    private static final Alphabet ALPHABET = Alphabet.padded("abcdefghijklmnopqrstuvwxyz");
    private static final List<Language> LANGUAGES = Language.all();
    private static final int LENGTH = 16;
    private static final int MAX_SEQUENCES = 10_000_000;

    private static final int TRAIN_STREAM = 1;
    private static final int TEST_STREAM = 2;
    private static final int LABELS = 0;
    private static final int WORDS = 2;

    private Words() {}

    /**
     * Draws words to train on and words to test on, from unrelated random streams; a short one may be in both. Word
     * number i of each part depends on the seed and on i alone: more words begin with the same ones. Each six in a row
     * hold each language once, in random order.
     *
     * @param seed any 64 bits
     * @param train number of words to train on, 0 … 10000000
     * @param test number of words to test on, 0 … 10000000
     * @return sequences of up to 16 letters a … z (tokens 1 … 26) in 6 classes
     * @throws IllegalArgumentException if a number of words is out of range
     */
    public static Split<Sequences> generate(long seed, int train, int test) {
        Part.requireCount("train words", train, MAX_SEQUENCES);
        Part.requireCount("test words", test, MAX_SEQUENCES);
        return new Split<>(part("words train", seed, TRAIN_STREAM, train), part("words test", seed, TEST_STREAM, test));
    }

    private static Sequences part(String name, long seed, int stream, int count) {
        byte[] classes = Part.labels(seed, stream + LABELS, LANGUAGES.size(), count);
        int[][] tokens = new int[count][];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = classes[i];
            tokens[i] = ALPHABET.encode(word(LANGUAGES.get(labels[i]), Draws.of(seed, stream + WORDS, i)));
        }
        List<String> names = LANGUAGES.stream().map(Language::name).toList();
        return new Sequences(name, ALPHABET.symbols(), names, LENGTH, tokens, labels);
    }

    /** Draws words until one fits. */
    private static String word(Language language, Draws draws) {
        String word = language.word(draws);
        while (word.length() > LENGTH) {
            word = language.word(draws);
        }
        return word;
    }
}
