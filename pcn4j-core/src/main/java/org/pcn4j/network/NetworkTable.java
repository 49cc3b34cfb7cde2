package org.pcn4j.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A network as a table of text: node, level, function, parents, shape, parameters. */
final class NetworkTable {
    private static final List<String> HEADER = List.of("node", "level", "function", "parents", "shape", "parameters");

    private NetworkTable() {}

    static String of(Network network) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        network.nodes().forEach(node -> rows.add(row(network, node)));
        int[] widths = new int[HEADER.size()];
        rows.forEach(row ->
                Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        return rows.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .mapToObj(i ->
                                row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                        .collect(Collectors.joining("  ")))
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static List<String> row(Network network, Node node) {
        return List.of(
                node.name(),
                Integer.toString(network.level(node.index())),
                node.describe(),
                node.parents().stream()
                        .map(parent -> network.node(parent).name())
                        .collect(Collectors.joining(", ")),
                node.shape().toString(),
                node.parameters().stream()
                        .map(parameter -> network.parameters().get(parameter).name())
                        .collect(Collectors.joining(", ")));
    }
}
