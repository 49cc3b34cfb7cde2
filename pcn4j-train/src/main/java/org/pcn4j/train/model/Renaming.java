package org.pcn4j.train.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Other names for tensors of a file, by the beginning of their names: the longest that fits is replaced, whole parts
 * between dots only. Immutable.
 *
 * @param prefixes what each becomes; an empty one is put before all names, one that becomes empty is taken away. A dot at the
 *     end of either makes no difference
 */
public record Renaming(Map<String, String> prefixes) {
    /** Leaves names as they are. */
    public static final Renaming NONE = new Renaming(Map.of());

    /**
     * Copies the map.
     *
     * @throws IllegalArgumentException if two prefixes differ in their last dot alone
     */
    public Renaming {
        Map<String, String> copy = new TreeMap<>();
        prefixes.forEach((prefix, other) -> {
            if (copy.put(undotted(prefix), undotted(other)) != null) {
                throw new IllegalArgumentException("'" + undotted(prefix) + "' is replaced twice");
            }
        });
        prefixes = Map.copyOf(copy);
    }

    private static String undotted(String prefix) {
        return prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /** Returns a renaming that takes a prefix away, as {@code module} of {@code module.fc1.weight}. */
    public static Renaming without(String prefix) {
        return new Renaming(Map.of(prefix, ""));
    }

    /** Returns another name. */
    String apply(String name) {
        return prefixes.keySet().stream()
                .filter(prefix -> begins(name, prefix))
                .max(Comparator.comparingInt(String::length))
                .map(prefix -> replaced(name, prefix, prefixes.getOrDefault(prefix, "")))
                .orElse(name);
    }

    /** Returns the prefixes that none of the names begins with, in order. */
    List<String> unusedAmong(Collection<String> names) {
        return prefixes.keySet().stream()
                .filter(prefix -> names.stream().noneMatch(name -> begins(name, prefix)))
                .sorted()
                .toList();
    }

    private static boolean begins(String name, String prefix) {
        return prefix.isEmpty() || name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private static String replaced(String name, String prefix, String other) {
        String rest = prefix.isEmpty() ? name : name.substring(Math.min(name.length(), prefix.length() + 1));
        return other.isEmpty() || rest.isEmpty() ? other + rest : other + "." + rest;
    }
}
