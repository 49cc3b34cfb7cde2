package org.pcn4j.train.reproduce;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a case found: numbers and rows of numbers, by name. Some may be NaN or infinite, as of a training that diverged.
 * Immutable; each {@code with} method returns a changed copy.
 *
 * @param rows a number is a row of one
 */
public record Numbers(Map<String, List<Double>> rows) {
    /** Copies the map, keeping its order. */
    public Numbers {
        Map<String, List<Double>> copy = new LinkedHashMap<>();
        rows.forEach((name, row) -> copy.put(name, List.copyOf(row)));
        rows = Collections.unmodifiableMap(copy);
    }

    /** Returns nothing yet. */
    public static Numbers none() {
        return new Numbers(Map.of());
    }

    /** Adds a number. */
    public Numbers with(String name, double number) {
        return with(name, List.of(number));
    }

    /** Adds a row of numbers. */
    public Numbers with(String name, List<Double> row) {
        Map<String, List<Double>> all = new LinkedHashMap<>(rows);
        all.put(name, row);
        return new Numbers(all);
    }

    /** Adds all that was found elsewhere, under names that begin with a word and a point. */
    public Numbers with(String word, Numbers others) {
        Map<String, List<Double>> all = new LinkedHashMap<>(rows);
        others.rows.forEach((name, row) -> all.put(word + "." + name, row));
        return new Numbers(all);
    }
}
