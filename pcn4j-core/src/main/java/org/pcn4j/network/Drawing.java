package org.pcn4j.network;

import java.util.Locale;
import java.util.stream.Collectors;

/** A network drawn: inputs at the top, outputs at the bottom, one row a level. */
public final class Drawing {
    private Drawing() {}

    /**
     * Returns the network in the language of Graphviz, for {@code dot}: nodes of one level on one rank. Delays are points,
     * edges to and from them dashed.
     */
    public static String dot(Network network) {
        StringBuilder dot = new StringBuilder("digraph network {\n");
        dot.append(
                "  rankdir=TB;\n  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=10];\n");
        for (Node node : network.nodes()) {
            dot.append("  n")
                    .append(node.index())
                    .append(node.isDelay() ? delay() : box(node))
                    .append(";\n");
        }
        for (Node node : network.nodes()) {
            for (int parent : node.parents()) {
                boolean dashed = node.isDelay() || network.node(parent).isDelay();
                dot.append("  n").append(parent).append(" -> n").append(node.index());
                dot.append(dashed ? " [style=dashed];\n" : ";\n");
            }
        }
        network.nodes().stream()
                .collect(Collectors.groupingBy(node -> network.level(node.index())))
                .forEach((level, nodes) -> dot.append("  {rank=same; ")
                        .append(nodes.stream().map(node -> "n" + node.index()).collect(Collectors.joining("; ")))
                        .append("}\n"));
        return dot.append("}\n").toString();
    }

    private static String delay() {
        return " [shape=point, width=0.08, label=\"\"]";
    }

    private static String box(Node node) {
        return " [label=\"" + escaped(node.name()) + "\\n" + escaped(node.describe()) + "\\n"
                + escaped(node.shape().toString()) + "\", fillcolor=\"" + color(node) + "\"]";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /**
     * Returns the network as a picture: a whole SVG document, readable on light and dark pages, whose title says how large
     * the network is. Viewers show more of a node under the mouse.
     */
    public static String svg(Network network) {
        return svg(
                network,
                String.format(
                        Locale.ROOT,
                        "Network of %,d parameters: %d nodes, inputs at the top, outputs at the bottom",
                        network.parameterCount(),
                        network.nodes().stream().filter(node -> !node.isDelay()).count()));
    }

    /**
     * Returns the network as a picture, under a title of its own.
     *
     * @param title in plain text
     */
    public static String svg(Network network, String title) {
        return new SvgLayout(network, title).draw();
    }

    static String color(Node node) {
        if (node.isOutput()) {
            return "#d8ecd3";
        } else if (node.isRoot()) {
            return "#d6e4f2";
        }
        return node.parameters().isEmpty() ? "#f4f1ea" : "#f6dfb8";
    }
}
