package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where settings stand: in which line of which text, or what set them from outside. No part of what they are, so all are
 * equal. Immutable.
 */
public final class Places {
    /** Of settings that were not read. */
    public static final Places NONE = new Places(new Yaml.Mapping(Map.of(), Map.of(), ""), "");

    private final Yaml.Mapping mapping;
    private final String path;

    Places(Yaml.Mapping mapping, String path) {
        this.mapping = mapping;
        this.path = path;
    }

    /**
     * Says what is wrong, in a line that begins with the first of the settings that are written down, and where the others
     * are that are.
     */
    public String locate(Contradiction contradiction) {
        List<String> keys = contradiction.keys();
        String first =
                keys.stream().filter(key -> at(key).isPresent()).findFirst().orElse(keys.get(0));
        String place = at(first).orElse(mapping).place();
        List<String> others = new ArrayList<>();
        for (String key : keys) {
            at(key).map(Yaml::place)
                    .filter(other -> !key.equals(first) && !other.equals(place))
                    .ifPresent(other -> others.add(Form.within(path, key) + ": " + other));
        }
        return (place.isEmpty() ? "" : place + ": ")
                + Form.within(path, keys.get(0)) + ": " + contradiction.complaint()
                + (others.isEmpty() ? "" : " (" + String.join(", ", others) + ")");
    }

    /** Returns the value of a key, or of the nearest one above it that is written down. */
    private Optional<Yaml> at(String key) {
        Yaml here = mapping;
        for (String step : key.replace("[", ".[").split("\\.")) {
            Optional<Yaml> next = within(here, step);
            if (next.isEmpty()) {
                break;
            }
            here = next.get();
        }
        return here == mapping ? Optional.empty() : Optional.of(here);
    }

    private static Optional<Yaml> within(Yaml yaml, String step) {
        if (yaml instanceof Yaml.Mapping keys) {
            return Optional.ofNullable(keys.entries().get(step));
        } else if (yaml instanceof Yaml.Sequence list && step.startsWith("[")) {
            int index = Integer.parseInt(step.substring(1, step.length() - 1));
            return index < list.items().size() ? Optional.of(list.items().get(index)) : Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Places;
    }

    @Override
    public int hashCode() {
        return Places.class.hashCode();
    }

    @Override
    public String toString() {
        return mapping.place();
    }
}
