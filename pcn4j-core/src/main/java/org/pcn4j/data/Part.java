package org.pcn4j.data;

import java.util.Locale;

/** What the generators of data have in common: how many samples a part has and of which classes. */
final class Part {
    private Part() {}

    /**
     * Checks a number of samples.
     *
     * @param samples what they are, as "train images"
     * @throws IllegalArgumentException if it is out of range
     */
    static void requireCount(String samples, int count, int max) {
        if (count < 0 || count > max) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s to generate: expected 0 to %d, found %d", samples, max, count));
        }
    }

    /**
     * Shuffles the classes block by block, each of which holds each class once, so that any number of samples is balanced
     * and has the same beginning.
     */
    static byte[] labels(long seed, int stream, int classes, int count) {
        byte[] labels = new byte[count];
        for (int block = 0; block < count; block += classes) {
            int[] order = Draws.of(seed, stream, block).permutation(classes);
            for (int i = 0; i < Math.min(classes, count - block); i++) {
                labels[block + i] = (byte) order[i];
            }
        }
        return labels;
    }
}
