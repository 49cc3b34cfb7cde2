package org.pcn4j.train.model;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Other names for tensors of a file, by the beginning of their names: the longest that fits is replaced, whole parts
 * between dots only. Immutable.
 *
 * @param prefixes what each becomes; an empty one is put before all names, one that becomes empty is taken away
 */
public record Renaming(Map<String, String> prefixes) {
    /** Leaves names as they are. */
    public static final Renaming NONE = new Renaming(Map.of());

    /** Copies the map. */
    public Renaming {
        prefixes = Map.copyOf(new LinkedHashMap<>(prefixes));
    }

    /** Returns a renaming that takes a prefix away, as {@code module} of {@code module.fc1.weight}. */
    public static Renaming without(String prefix) {
        return new Renaming(Map.of(prefix, ""));
    }

    /** Returns another name. */
    String apply(String name) {
        return prefixes.keySet().stream()
                .filter(prefix -> prefix.isEmpty() || name.equals(prefix) || name.startsWith(prefix + "."))
                .max(Comparator.comparingInt(String::length))
                .map(prefix -> replaced(name, prefix, prefixes.getOrDefault(prefix, "")))
                .orElse(name);
    }

    private static String replaced(String name, String prefix, String other) {
        String rest = prefix.isEmpty() ? name : name.substring(Math.min(name.length(), prefix.length() + 1));
        return other.isEmpty() || rest.isEmpty() ? other + rest : other + "." + rest;
    }
}
