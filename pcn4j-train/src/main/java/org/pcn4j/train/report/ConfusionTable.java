package org.pcn4j.train.report;

import java.util.List;
import java.util.stream.IntStream;
import org.pcn4j.train.Confusion;

/**
 * Which classes a network takes for which.
 *
 * @param classes their names, in order
 * @param counts for each true class, how often each class was guessed
 */
public record ConfusionTable(List<String> classes, List<List<Long>> counts) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is not a count for each pair of classes
     */
    public ConfusionTable {
        classes = List.copyOf(classes);
        counts = counts.stream().map(List::copyOf).toList();
        int size = classes.size();
        if (counts.size() != size || counts.stream().anyMatch(row -> row.size() != size)) {
            throw new IllegalArgumentException("a confusion of " + size + " classes needs " + size + " rows of " + size
                    + " counts, not " + counts.stream().map(List::size).toList());
        }
    }

    /**
     * Returns counted confusions under their classes' names.
     *
     * @throws IllegalArgumentException if there are more or fewer names
     */
    public static ConfusionTable of(Confusion found, List<String> classes) {
        return new ConfusionTable(
                classes,
                IntStream.range(0, found.classes())
                        .mapToObj(label -> IntStream.range(0, found.classes())
                                .mapToObj(guess -> found.count(label, guess))
                                .toList())
                        .toList());
    }

    /** Returns how many predictions were counted. */
    public long total() {
        return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).sum();
    }
}
