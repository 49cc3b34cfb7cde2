package org.pcn4j.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds a cycle among nodes that wait for each other. */
final class Cycle {
    private Cycle() {}

    /**
     * Returns a cycle in the direction of its edges, its first node once more at the end.
     *
     * @param parents of each node that waits, by name; each has a parent that waits too
     */
    static List<String> among(Map<String, List<String>> parents) {
        List<String> path = new ArrayList<>();
        String name = parents.keySet().iterator().next();
        while (!path.contains(name)) {
            path.add(name);
            name = Objects.requireNonNull(parents.get(name)).stream()
                    .filter(parents::containsKey)
                    .findFirst()
                    .orElseThrow();
        }
        // Parents were followed: the other way round the arrows point from parent to child.
        List<String> cycle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
        cycle.add(name);
        Collections.reverse(cycle);
        return cycle;
    }
}
