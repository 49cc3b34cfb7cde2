package org.pcn4j.train.reproduce;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.pcn4j.inference.schedule.Arithmetic;

/**
 * A piece of an experiment that is done as a whole or not at all, and not again once it is done.
 *
 * @param settings all that its numbers depend on but for the seed, by name, in an order to be read
 * @param seed of all that is drawn at random
 * @param weight about how many seconds it takes; it only tells what share of all is done
 * @param measurement does it
 */
public record Case(Map<String, String> settings, long seed, double weight, Measurement measurement) {
    /** The name of the setting that holds an experiment's settings, as {@code --set} takes them. */
    public static final String EXPERIMENT = "experiment";

    /** Copies the map, keeping its order. */
    public Case {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** What is done. */
    @FunctionalInterface
    public interface Measurement {
        /**
         * Does it.
         *
         * @return what was found
         * @throws InterruptedException if it was told to end
         */
        Numbers measure(Bench bench) throws InterruptedException;
    }

    /** Returns the case whose numbers are found in an arithmetic that was asked for. */
    Case in(Arithmetic arithmetic) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("arithmetic", arithmetic.name().toLowerCase(Locale.ROOT));
        return new Case(all, seed, weight, measurement);
    }

    /** Returns a few words by which it is known while it runs. */
    public String title() {
        String words = settings.entrySet().stream()
                .filter(each -> !each.getKey().equals(EXPERIMENT))
                .map(Map.Entry::getValue)
                .collect(Collectors.joining(" "));
        return words + ", seed " + seed;
    }
}
