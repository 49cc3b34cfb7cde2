package org.pcn4j.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * Sequences of tokens, each with the number of its class. In a batch, all are filled up with token 0 at the end to one
 * length T. Immutable, equal when the content is equal, and safe for use by several threads.
 */
public final class Sequences implements Samples {
    private final String name;
    private final List<String> vocabulary;
    private final List<String> classes;
    private final int length;
    private final int[][] tokens;
    private final int[] labels;
    // A subset shares the arrays of the whole; these two say which sequences are its own.
    private final int first;
    private final int size;

    /**
     * Makes sequences out of a copy of these arrays.
     *
     * @param name what to call the sequences in messages
     * @param vocabulary what each token stands for, at least two symbols; token 0 is the padding
     * @param classes what each class is called, at least one
     * @param length T, at least 1
     * @param tokens of each sequence 1 … T numbers from 1 to vocabulary − 1, without padding
     * @param labels one a sequence, 0 … classes − 1
     * @throws IllegalArgumentException if the numbers of sequences and labels differ, or if the vocabulary, the
     *     classes, the length, a sequence, a token or a label is out of its range
     */
    public Sequences(
            String name, List<String> vocabulary, List<String> classes, int length, int[][] tokens, int[] labels) {
        this(
                name,
                List.copyOf(vocabulary),
                List.copyOf(classes),
                length,
                Arrays.stream(tokens).map(int[]::clone).toArray(int[][]::new),
                labels.clone(),
                0,
                labels.length);
        requireAtLeast("number of symbols", 2, vocabulary.size());
        requireAtLeast("number of classes", 1, classes.size());
        requireAtLeast("length", 1, length);
        if (tokens.length != labels.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "labels of '%s': expected %d, one a sequence, found %d",
                    name,
                    tokens.length,
                    labels.length));
        }
        for (int i = 0; i < size; i++) {
            requireSequence(i, this.tokens[i]);
            if (labels[i] < 0 || labels[i] >= classes.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "label of sequence %d of '%s': expected 0 to %d, found %d",
                        i,
                        name,
                        classes.size() - 1,
                        labels[i]));
            }
        }
    }

    private Sequences(
            String name,
            List<String> vocabulary,
            List<String> classes,
            int length,
            int[][] tokens,
            int[] labels,
            int first,
            int size) {
        this.name = Objects.requireNonNull(name, "name");
        this.vocabulary = vocabulary;
        this.classes = classes;
        this.length = length;
        this.tokens = tokens;
        this.labels = labels;
        this.first = first;
        this.size = size;
    }

    private void requireAtLeast(String what, int least, int found) {
        if (found < least) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s of '%s': expected at least %d, found %d", what, name, least, found));
        }
    }

    private void requireSequence(int index, int[] sequence) {
        if (sequence.length < 1 || sequence.length > length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "length of sequence %d of '%s': expected 1 to %d, found %d",
                    index,
                    name,
                    length,
                    sequence.length));
        }
        for (int i = 0; i < sequence.length; i++) {
            if (sequence[i] < 1 || sequence[i] >= vocabulary.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "token %d of sequence %d of '%s': expected 1 to %d, found %d%s",
                        i,
                        index,
                        name,
                        vocabulary.size() - 1,
                        sequence[i],
                        sequence[i] == 0 ? ", the padding" : ""));
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return size;
    }

    /** Returns the class of each sequence. */
    @Override
    public Optional<int[]> labels() {
        return Optional.of(IntStream.range(0, size()).map(this::label).toArray());
    }

    @Override
    public String kind() {
        return String.format(
                Locale.ROOT,
                "sequences of up to %d of %d symbols in %d classes",
                length,
                vocabulary.size(),
                classes.size());
    }

    /** Returns T, how long every sequence is in a batch. */
    public int length() {
        return length;
    }

    /** Returns what each token stands for; number 0 is the padding. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** Returns what each class is called. */
    public List<String> classes() {
        return classes;
    }

    /**
     * Returns the class of a sequence, 0 … classes − 1.
     *
     * @throws IndexOutOfBoundsException if there is no such sequence
     */
    public int label(int sequence) {
        return labels[first + requireSequence(sequence)];
    }

    /**
     * Returns a copy of the tokens of a sequence, without padding.
     *
     * @throws IndexOutOfBoundsException if there is no such sequence
     */
    public int[] tokens(int sequence) {
        return tokens[first + requireSequence(sequence)].clone();
    }

    /**
     * Returns the symbols of a sequence one after another, without padding.
     *
     * @throws IndexOutOfBoundsException if there is no such sequence
     */
    public String text(int sequence) {
        return Arrays.stream(tokens[first + requireSequence(sequence)])
                .mapToObj(vocabulary::get)
                .collect(Collectors.joining());
    }

    /**
     * Returns the sequences from … to − 1, numbered anew from 0, under the same name. Shares the tokens.
     *
     * @param from first sequence, 0 … to
     * @param to one past the last sequence, at most size
     * @throws IndexOutOfBoundsException if the range does not lie within 0 … size
     */
    public Sequences subset(int from, int to) {
        if (from < 0 || to < from || to > size) {
            throw new IndexOutOfBoundsException(String.format(
                    Locale.ROOT, "sequences %d to %d of '%s': expected a range within 0 to %d", from, to, name, size));
        }
        return new Sequences(name, vocabulary, classes, length, tokens, labels, first + from, to - from);
    }

    /**
     * Returns these sequences in this order: tokens, int64 [B, T], and classes, int64 [B].
     *
     * @param dtype changes nothing, as tokens and labels are always int64
     */
    @Override
    public Batch batch(int[] indices, DType dtype) {
        long[] inputs = new long[Math.multiplyExact(indices.length, length)];
        long[] targets = new long[indices.length];
        for (int i = 0; i < indices.length; i++) {
            int[] sequence = tokens[first + requireSequence(indices[i])];
            for (int j = 0; j < sequence.length; j++) {
                inputs[i * length + j] = sequence[j];
            }
            targets[i] = labels[first + indices[i]];
        }
        return new Batch(
                Tensor.of(Shape.of(indices.length, length), inputs), Tensor.of(Shape.of(indices.length), targets));
    }

    private int requireSequence(int sequence) {
        if (sequence < 0 || sequence >= size) {
            throw new IndexOutOfBoundsException(
                    String.format(Locale.ROOT, "sequence %d of '%s': expected 0 to %d", sequence, name, size - 1));
        }
        return sequence;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sequences that
                && name.equals(that.name)
                && vocabulary.equals(that.vocabulary)
                && classes.equals(that.classes)
                && length == that.length
                && Arrays.equals(labels, first, first + size, that.labels, that.first, that.first + that.size)
                && Arrays.deepEquals(own(), that.own());
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, vocabulary, classes, length, Arrays.deepHashCode(own()));
    }

    private int[][] own() {
        return Arrays.copyOfRange(tokens, first, first + size);
    }

    /** Returns the name, the number and the kind of the sequences, in one line. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d %s", name, size, kind());
    }
}
