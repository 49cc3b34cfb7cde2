package org.pcn4j.train;

import java.util.Arrays;

/** How often samples of each class were taken for each class. Immutable. */
public final class Confusion {
    private final long[][] counts;

    /** Takes these very counts, which nobody else may keep. */
    Confusion(long[][] counts) {
        this.counts = counts;
    }

    /** Returns the number of classes. */
    public int classes() {
        return counts.length;
    }

    /**
     * Returns how many samples of one class were taken for another, or the same.
     *
     * @param label the right class
     * @param found the class of the largest output
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public long count(int label, int found) {
        return counts[label][found];
    }

    /** Returns how many predictions there are. */
    public long predictions() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Confusion that && Arrays.deepEquals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(counts);
    }

    /** Returns the counts, a list a right class. */
    @Override
    public String toString() {
        return Arrays.deepToString(counts);
    }
}
