package org.pcn4j.data;

import java.util.List;

/**
 * Strings of the embedded Reber grammar: B, then T or P, then a string of Reber's grammar, then the same T or P again,
 * then E. A sequence is such a string up to before its last but one symbol, and its class says which must follow: T or
 * P. Only the second symbol tells, and a whole string of other symbols, among them T and P, lies between; so it has to
 * be remembered for 5 to 38 steps.
 *
 * <p>The same seed gives the same strings on every machine. All methods are safe for use by several threads.
 *
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber 1997, experiment 1</a>
 */
public final class Reber {
    private static final Alphabet ALPHABET = Alphabet.padded("BTPSXVE");
    private static final List<String> CLASSES = List.of("T", "P");
    private static final int LENGTH = 40;
    private static final int MAX_SEQUENCES = 10_000_000;

    // Reber's grammar: from each state two symbols may be written, each with the state it leads to; in END there is
    // only E left.
    private static final String[] WRITTEN = {"TP", "SX", "TV", "XS", "PV"};
    private static final int END = 5;
    private static final int[][] NEXT = {{1, 2}, {1, 3}, {2, 4}, {2, END}, {3, END}};

    private static final int TRAIN_STREAM = 1;
    private static final int TEST_STREAM = 2;
    private static final int LABELS = 0;
    private static final int STRINGS = 2;

    private Reber() {}

    /**
     * Draws strings to train on and strings to test on, from unrelated random streams; short ones are in both. At each
     * fork of the grammar both ways are as likely; strings too long are drawn anew. Sequence number i of each part
     * depends on the seed and on i alone: more sequences begin with the same ones. Each two in a row hold each class
     * once, in random order.
     *
     * @param seed any 64 bits
     * @param train number of sequences to train on, 0 … 10000000
     * @param test number of sequences to test on, 0 … 10000000
     * @return sequences of up to 40 of the symbols B, T, P, S, X, V and E (tokens 1 … 7) in the classes T (0) and P (1)
     * @throws IllegalArgumentException if a number of sequences is out of range
     */
    public static Split<Sequences> generate(long seed, int train, int test) {
        Part.requireCount("train sequences", train, MAX_SEQUENCES);
        Part.requireCount("test sequences", test, MAX_SEQUENCES);
        return new Split<>(part("Reber train", seed, TRAIN_STREAM, train), part("Reber test", seed, TEST_STREAM, test));
    }

    private static Sequences part(String name, long seed, int stream, int count) {
        byte[] classes = Part.labels(seed, stream + LABELS, CLASSES.size(), count);
        int[][] tokens = new int[count][];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = classes[i];
            String text = "B" + CLASSES.get(labels[i]) + inner(Draws.of(seed, stream + STRINGS, i));
            tokens[i] = ALPHABET.encode(text);
        }
        return new Sequences(name, ALPHABET.symbols(), CLASSES, LENGTH, tokens, labels);
    }

    /** Draws a string of Reber's grammar that fits. */
    private static String inner(Draws draws) {
        while (true) {
            StringBuilder text = new StringBuilder("B");
            int state = 0;
            while (state != END) {
                int way = draws.below(2);
                text.append(WRITTEN[state].charAt(way));
                state = NEXT[state][way];
            }
            text.append('E');
            if (text.length() <= LENGTH - 2) {
                return text.toString();
            }
        }
    }
}
