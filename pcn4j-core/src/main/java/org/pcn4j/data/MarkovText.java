package org.pcn4j.data;

import java.util.Arrays;
import java.util.Locale;

/**
 * Text of 26 letters and the space from a random source whose entropy is known: the next character depends on the one
 * before and on which of three groups the one before that belongs to. After each such context four characters, of its
 * own, may follow, with the probabilities 1/2, 1/4, 1/8 and 1/8. Data to learn to write from where no file is at hand,
 * and a measure of how much has been learned: no model can do better than {@link #entropyRate} on the average, save by
 * luck, and none that sees one character alone comes near.
 *
 * <p>The same seed gives the same text on every machine; the source is always the same. All methods are safe for use by
 * several threads.
 */
public final class MarkovText {
    private static final Alphabet ALPHABET = Alphabet.of(Alphabet.distinct(" abcdefghijklmnopqrstuvwxyz"));
    private static final int SYMBOLS = ALPHABET.symbols().size();
    private static final int GROUPS = 3;
    // What follows a context, an eighth each: the first character has four of them, the second two.
    private static final int[] EIGHTHS = {0, 0, 0, 0, 1, 1, 2, 3};
    private static final double[] PROBABILITIES = {0.5, 0.25, 0.125, 0.125};
    // This one gives each character a share of 1.5 to 10 in a hundred.
    private static final long SOURCE = 27;
    private static final int[][] FOLLOWERS = followers();

    private static final int TRAIN_STREAM = 1;
    private static final int TEST_STREAM = 2;

    private MarkovText() {}

    /**
     * Draws a text to train on and one to test on, from unrelated random streams. A longer text begins with the
     * shorter one.
     *
     * @param seed any 64 bits
     * @param trainCharacters characters to train on, at least window + 1
     * @param testCharacters characters to test on, at least window + 1
     * @param window characters in a window, at least 1
     * @return windows of 27 characters: token 0 is the space, 1 … 26 are a … z
     * @throws IllegalArgumentException if the window is less than 1 or if a text is shorter than a window and the next
     *     character
     */
    public static Split<Text> generate(long seed, int trainCharacters, int testCharacters, int window) {
        return new Split<>(
                text("Markov text train", seed, TRAIN_STREAM, trainCharacters, window),
                text("Markov text test", seed, TEST_STREAM, testCharacters, window));
    }

    /**
     * Returns the entropy of a character given all those before it, in nats (7/4 · ln 2 = 1.2130): the least mean
     * cross-entropy that a model can have. At the first place of a window, where one character alone is seen, it cannot
     * be had: there the least is about 2.03 nats.
     */
    public static double entropyRate() {
        return -Arrays.stream(PROBABILITIES).map(p -> p * StrictMath.log(p)).sum();
    }

    private static int[][] followers() {
        int[][] followers = new int[GROUPS * SYMBOLS][];
        for (int context = 0; context < followers.length; context++) {
            followers[context] = Arrays.copyOf(Draws.of(SOURCE, 0, context).permutation(SYMBOLS), PROBABILITIES.length);
        }
        return followers;
    }

    private static Text text(String name, long seed, int stream, int characters, int window) {
        if (characters < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "characters of '%s' to generate: expected at least 2, found %d", name, characters));
        }
        Draws draws = Draws.of(seed, stream, 0);
        int beforeLast = draws.below(SYMBOLS);
        int last = draws.below(SYMBOLS);
        int[] tokens = new int[characters];
        for (int i = 0; i < characters; i++) {
            int next = FOLLOWERS[beforeLast % GROUPS * SYMBOLS + last][EIGHTHS[draws.below(EIGHTHS.length)]];
            tokens[i] = next;
            beforeLast = last;
            last = next;
        }
        return new Text(name, ALPHABET.symbols(), tokens, window);
    }
}
