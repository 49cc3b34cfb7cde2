package org.pcn4j.train.reproduce;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A case that is done.
 *
 * @param settings of the case
 * @param seed of the case
 * @param version of the library
 * @param date on which it was done, as in 2026-11-29
 * @param seconds that it took
 * @param threads that it used
 * @param arithmetic what carried out its rules, as in {@code fused}; empty where none learned, or an earlier version did not say
 * @param numbers what it found
 */
public record Measured(
        Map<String, String> settings,
        long seed,
        String version,
        String date,
        double seconds,
        String threads,
        String arithmetic,
        Map<String, List<Double>> numbers) {
    /** Copies the maps, keeping their order. */
    public Measured {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        arithmetic = Objects.requireNonNullElse(arithmetic, "");
        numbers = new Numbers(numbers).rows();
    }

    /** Tells whether this is what the case would find. */
    boolean answers(Case asked, String current) {
        return settings.equals(asked.settings()) && seed == asked.seed() && version.equals(current);
    }
}
