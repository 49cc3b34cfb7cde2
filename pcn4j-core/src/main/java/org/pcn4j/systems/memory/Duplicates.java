package org.pcn4j.systems.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pcn4j.tensor.Tensor;

/**
 * Two patterns that are the same: to store one twice makes it no better recalled, and counts it twice.
 *
 * @param first the place of one, from 0
 * @param second the place of the other, behind it
 */
public record Duplicates(int first, int second) {
    /**
     * Returns all patterns that are the same as an earlier one, each with the first of its kind.
     *
     * @param patterns [N, …]; borrowed
     */
    public static List<Duplicates> among(Tensor patterns) {
        double[] numbers = patterns.toDoubles();
        int count = Math.toIntExact(patterns.size(0));
        List<double[]> seen = new ArrayList<>();
        List<Duplicates> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int width = numbers.length / count;
            double[] pattern = Arrays.copyOfRange(numbers, i * width, (i + 1) * width);
            int first = 0;
            while (first < i && !Arrays.equals(seen.get(first), pattern)) {
                first++;
            }
            if (first < i) {
                found.add(new Duplicates(first, i));
            }
            seen.add(pattern);
        }
        return found;
    }
}
