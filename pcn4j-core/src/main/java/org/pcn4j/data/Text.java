package org.pcn4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * A text in windows of T characters, one after another without overlap, to learn from each character and those before
 * it in the window which one comes next. What is left at the end, too short for another window and the character after
 * it, belongs to none. Immutable, equal when the content is equal, and safe for use by several threads.
 */
public final class Text implements Samples {
    private final String name;
    private final List<String> vocabulary;
    private final int[] tokens;
    private final int window;
    // A subset shares the text of the whole; these two say which windows are its own.
    private final int first;
    private final int size;

    /**
     * Divides a text into windows.
     *
     * @param name what to call the text in messages
     * @param vocabulary single characters, each once; a token is the number of its character here
     * @param text at least window + 1 characters, all of the vocabulary
     * @param window T, characters in a window, at least 1
     * @throws IllegalArgumentException if the window is less than 1, if the text is too short, if it has a character
     *     that is not in the vocabulary or if a symbol of that is no single character or comes twice
     */
    public Text(String name, List<String> vocabulary, String text, int window) {
        this(
                name,
                List.copyOf(vocabulary),
                Alphabet.of(checked(name, vocabulary)).encode(text),
                window);
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "character %d of '%s': expected one of the vocabulary's %d, found U+%04X",
                        i,
                        name,
                        vocabulary.size(),
                        text.codePointAt(text.offsetByCodePoints(0, i))));
            }
        }
    }

    /** Makes a text of these very tokens, which are all in the vocabulary. */
    Text(String name, List<String> vocabulary, int[] tokens, int window) {
        this(name, vocabulary, tokens, window, 0, (tokens.length - 1) / Math.max(1, window));
        if (window < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "window of '%s': expected at least 1 character, found %d", name, window));
        }
        if (tokens.length <= window) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "text of '%s': expected at least %d characters, a window of %d and the next one, found %d",
                    name,
                    window + 1L,
                    window,
                    tokens.length));
        }
    }

    private Text(String name, List<String> vocabulary, int[] tokens, int window, int first, int size) {
        this.name = Objects.requireNonNull(name, "name");
        this.vocabulary = vocabulary;
        this.tokens = tokens;
        this.window = window;
        this.first = first;
        this.size = size;
    }

    private static List<String> checked(String name, List<String> vocabulary) {
        for (int i = 0; i < vocabulary.size(); i++) {
            String symbol = vocabulary.get(i);
            if (symbol.codePointCount(0, symbol.length()) != 1 || vocabulary.indexOf(symbol) != i) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "symbol %d of the vocabulary of '%s': expected a character that comes once, found '%s'",
                        i,
                        name,
                        symbol));
            }
        }
        return vocabulary;
    }

    /** Returns the distinct characters of a text in the order of their code points: a vocabulary. */
    public static List<String> characters(String text) {
        return Alphabet.distinct(text);
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns the number of windows. */
    @Override
    public int size() {
        return size;
    }

    @Override
    public String kind() {
        return String.format(Locale.ROOT, "windows of %d of %d characters", window, vocabulary.size());
    }

    /** Returns T, the number of characters in a window. */
    public int window() {
        return window;
    }

    /** Returns the character that each token stands for. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /**
     * Returns the characters of a window, its inputs.
     *
     * @throws IndexOutOfBoundsException if there is no such window
     */
    public String text(int window) {
        int from = (first + requireWindow(window)) * this.window;
        return Arrays.stream(tokens, from, from + this.window)
                .mapToObj(vocabulary::get)
                .collect(Collectors.joining());
    }

    /**
     * Returns the windows from … to − 1, numbered anew from 0, under the same name. Shares the text.
     *
     * @param from first window, 0 … to
     * @param to one past the last window, at most size
     * @throws IndexOutOfBoundsException if the range does not lie within 0 … size
     */
    public Text subset(int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw new IndexOutOfBoundsException(String.format(
                    Locale.ROOT, "windows %d to %d of '%s': expected a range within 0 to %d", from, to, name, size));
        }
        return new Text(name, vocabulary, tokens, window, first + from, to - from);
    }

    /**
     * Returns these windows in this order: their characters, int64 [B, T], and at each place the next character, int64
     * [B, T].
     *
     * @param dtype changes nothing, as tokens are always int64
     */
    @Override
    public Batch batch(int[] indices, DType dtype) {
        long[] inputs = new long[Math.multiplyExact(indices.length, window)];
        long[] targets = new long[inputs.length];
        for (int i = 0; i < indices.length; i++) {
            int from = (first + requireWindow(indices[i])) * window;
            for (int j = 0; j < window; j++) {
                inputs[i * window + j] = tokens[from + j];
                targets[i * window + j] = tokens[from + j + 1];
            }
        }
        Shape shape = Shape.of(indices.length, window);
        return new Batch(Tensor.of(shape, inputs), Tensor.of(shape, targets));
    }

    private int requireWindow(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(
                    String.format(Locale.ROOT, "window %d of '%s': expected 0 to %d", index, name, size - 1));
        }
        return index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text that
                && name.equals(that.name)
                && vocabulary.equals(that.vocabulary)
                && window == that.window
                && size == that.size
                && Arrays.equals(tokens, firstToken(), endToken(), that.tokens, that.firstToken(), that.endToken());
    }

    @Override
    public int hashCode() {
        int hash = Objects.hash(name, vocabulary, window, size);
        for (int i = firstToken(); i < endToken(); i++) {
            hash = 31 * hash + tokens[i];
        }
        return hash;
    }

    private int firstToken() {
        return first * window;
    }

    /** Returns where the character after the last window ends; nothing where there is no window. */
    private int endToken() {
        return size == 0 ? firstToken() : (first + size) * window + 1;
    }

    /** Returns the name, the number and the kind of the windows, in one line. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d %s", name, size, kind());
    }
}
