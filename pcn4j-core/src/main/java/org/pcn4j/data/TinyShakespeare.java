package org.pcn4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads one text to learn to write from, such as the 1.1 million characters of Shakespeare that are often used. */
public final class TinyShakespeare {
    private static final String FILE = "input.txt";
    private static final int TRAIN_PERCENT = 90;

    private TinyShakespeare() {}

    /**
     * Reads input.txt, UTF-8. The first nine tenths of its characters are to train on, the rest to test on; both
     * parts share the vocabulary of the whole, its distinct characters in the order of their code points. Safe for use
     * by several threads.
     *
     * @param dir the folder that holds input.txt
     * @param window characters in a window, at least 1
     * @throws IllegalArgumentException if the window is less than 1
     * @throws DataException if the file is missing, cannot be read, is not UTF-8 or is too short for a window in each
     *     part
     */
    public static Split<Text> read(Path dir, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("window: expected at least 1 character, found " + window);
        }
        Path file = dir.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "tiny Shakespeare not found: there is no file %s; get %s, put it into a folder named "
                            + "tinyshakespeare and point --data-dir or PCN4J_DATA to the folder that holds "
                            + "tinyshakespeare/",
                    file,
                    FILE));
        }
        String text = TextFile.read(file);
        int all = text.codePointCount(0, text.length());
        int train = (int) ((long) all * TRAIN_PERCENT / 100);
        if (Math.min(train, all - train) <= window) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "text too short in %s: expected %d characters, a window and the next one, in each part, found %d and %d",
                    file,
                    window + 1L,
                    train,
                    all - train));
        }
        List<String> vocabulary = Text.characters(text);
        int cut = text.offsetByCodePoints(0, train);
        return new Split<>(
                new Text("tiny Shakespeare train", vocabulary, text.substring(0, cut), window),
                new Text("tiny Shakespeare test", vocabulary, text.substring(cut), window));
    }
}
