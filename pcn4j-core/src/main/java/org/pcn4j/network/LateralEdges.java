package org.pcn4j.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.tensor.Shape;

/** The lateral and feedback edges of a network that is being built. Their beginnings may come after their ends. */
final class LateralEdges {
    /** Stands for a parent that is known when the network is complete. */
    static final int LATER = -1;

    private final Map<String, Map<String, Shape>> shapes = new LinkedHashMap<>();

    /** The parents of nodes with lateral edges, by the node's index. */
    private final Map<Integer, List<String>> readers = new LinkedHashMap<>();

    void add(String node, String parent, Shape shape) {
        shapes.computeIfAbsent(node, unused -> new LinkedHashMap<>()).put(parent, shape);
    }

    boolean has(String node, String parent) {
        return shape(node, parent).isPresent();
    }

    /** The shape that a lateral parent was said to be of. */
    Optional<Shape> shape(String node, String parent) {
        return Optional.ofNullable(shapes.getOrDefault(node, Map.of()).get(parent));
    }

    /** Returns which of a node's parents are lateral, by position, and notes them to be connected. */
    Set<Integer> positions(int index, String node, List<String> parents) {
        Set<Integer> positions = new LinkedHashSet<>();
        for (int k = 0; k < parents.size(); k++) {
            if (has(node, parents.get(k))) {
                positions.add(k);
            }
        }
        if (!positions.isEmpty()) {
            readers.put(index, parents);
        }
        return positions;
    }

    /**
     * Makes sure that every lateral edge is read by the node that it was said of.
     *
     * @throws NetworkException if one was not
     */
    void requireRead(List<Node> nodes) {
        Set<List<String>> read = new LinkedHashSet<>();
        readers.forEach((reader, parents) ->
                parents.forEach(parent -> read.add(List.of(nodes.get(reader).name(), parent))));
        shapes.forEach((node, parents) -> parents.keySet().forEach(parent -> {
            if (!read.contains(List.of(node, parent))) {
                throw new NetworkException("node '" + node + "' was to read '" + parent
                        + "' along a lateral edge, but "
                        + (nodes.stream().anyMatch(each -> each.name().equals(node))
                                ? "has no such parent: name it among its parents"
                                : "there is no node of that name"));
            }
        }));
    }

    /**
     * Returns the nodes with the lateral edges drawn.
     *
     * @throws NetworkException if a parent is missing, or of another shape than was said
     */
    List<Node> connected(List<Node> nodes, Map<String, Integer> byName) {
        List<Node> all = new ArrayList<>(nodes);
        readers.forEach((reader, names) -> {
            Node node = nodes.get(reader);
            List<Integer> parents = new ArrayList<>(node.parents());
            node.lateral().forEach(k -> parents.set(k, index(node, names.get(k), nodes, byName)));
            all.set(reader, node.withParents(parents));
        });
        return all;
    }

    private int index(Node node, String parent, List<Node> nodes, Map<String, Integer> byName) {
        Integer index = byName.get(parent);
        if (index == null) {
            throw new NetworkException(
                    "node '" + node.name() + "': there is no parent '" + parent + "' among " + byName.keySet());
        }
        Node found = nodes.get(index);
        Shape said = shape(node.name(), parent).orElseThrow();
        if (found.isOutput()) {
            throw new NetworkException("node '" + node.name() + "': the output '" + parent + "' cannot be a parent");
        } else if (!found.shape().equals(said)) {
            throw new NetworkException("node '" + node.name() + "': the lateral parent '" + parent
                    + "' was declared with the shape " + said + ", but is of " + found.shape());
        }
        return index;
    }
}
