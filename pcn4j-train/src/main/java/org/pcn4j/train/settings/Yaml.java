package org.pcn4j.train.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.train.file.OneLine;

/** A value of a YAML text that knows where it stands. Immutable. */
public sealed interface Yaml {
    /** Returns where it stands, as in {@code line 3}; empty for what was not read. */
    String place();

    /** Says in a few words what it is, for messages. */
    String shown();

    /**
     * A single value, of which only the receiver knows what it stands for.
     *
     * @param text without quotes
     * @param style how it stands in the text
     */
    record Scalar(String text, Style style, String place) implements Yaml {
        /** How a single value stands in a text. */
        public enum Style {
            /** As text, with quotes or without. */
            TEXT,
            /** As a number, a truth value or a word of the format's own, without quotes. */
            PLAIN,
            /** Not at all: the key stands alone, or the value is {@code null}. */
            NOTHING
        }

        /** Returns a value to be written as text. */
        public static Scalar text(String text) {
            return new Scalar(text, Style.TEXT, "");
        }

        /** Returns a value to be written as it is. */
        public static Scalar plain(String text) {
            return new Scalar(text, Style.PLAIN, "");
        }

        @Override
        public String shown() {
            return style == Style.NOTHING ? "nothing" : OneLine.quoted(text);
        }
    }

    /** Values one after the other. */
    record Sequence(List<Yaml> items, String place) implements Yaml {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String shown() {
            return "a list of " + items.size();
        }
    }

    /**
     * Values by their keys.
     *
     * @param entries in the order of the text
     * @param comments of some keys, to be written before them
     * @param before what stood here in the text, where values were set from outside; no keys where all were
     */
    record Mapping(Map<String, Yaml> entries, Map<String, String> comments, String place, Optional<Mapping> before)
            implements Yaml {
        /** Copies the maps. */
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
            comments = Map.copyOf(comments);
        }

        /** Creates a mapping of which nothing was set from outside. */
        public Mapping(Map<String, Yaml> entries, Map<String, String> comments, String place) {
            this(entries, comments, place, Optional.empty());
        }

        /** Returns what was set from outside, alone. */
        Map<String, Yaml> set() {
            Map<String, Yaml> set = new LinkedHashMap<>();
            before.ifPresent(text -> entries.forEach((key, value) -> {
                if (value != text.entries.get(key)) {
                    set.put(key, value instanceof Mapping mapping ? mapping.setAlone() : value);
                }
            }));
            return set;
        }

        private Mapping setAlone() {
            return new Mapping(set(), Map.of(), place, before.map(text -> new Mapping(Map.of(), Map.of(), place)));
        }

        @Override
        public String shown() {
            return entries.isEmpty() ? "no keys" : "the keys " + String.join(", ", entries.keySet());
        }
    }
}
