package org.pcn4j.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lays a network out in rows by level, as Sugiyama, Tagawa and Toda 1981 do: an edge that skips rows passes through a
 * bend in each; the items of a row are ordered by the means of their neighbors, then moved under them without
 * overlapping.
 */
final class SvgLayout {
    private static final double BETWEEN = 28;
    private static final double LINE = 16;
    private static final double PADDING = 34;
    private static final double GAP = 18;
    private static final double MARGIN = 14;
    private static final double LABELS = 34;
    private static final double LETTER = 6.1;
    private static final double BEND = 10;
    private static final double DELAY = 7;
    private static final int TEXT = 44;
    private static final int SWEEPS = 12;

    /** A node, or a bend of an edge, in a row. */
    private static final class Item {
        final int row;
        final double width;
        final List<Item> above = new ArrayList<>();
        final List<Item> below = new ArrayList<>();
        double x;

        Item(int row, double width) {
            this.row = row;
            this.width = width;
        }
    }

    /** An edge and the items it passes through, the parent first. */
    private record Route(boolean delayed, List<Item> items) {}

    private final Network network;
    private final String title;
    private final int depth;
    private final double[] heights;
    private final double[] tops;
    private final List<Item> nodes = new ArrayList<>();
    private final List<List<Item>> rows = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    SvgLayout(Network network, String title) {
        this.network = network;
        this.title = title;
        this.depth = network.nodes().stream()
                .mapToInt(node -> network.level(node.index()))
                .max()
                .orElse(0);
        for (int row = 0; row <= depth; row++) {
            rows.add(new ArrayList<>());
        }
        network.nodes().forEach(node -> nodes.add(item(depth - network.level(node.index()), width(node))));
        for (Node node : network.nodes()) {
            for (int parent : node.parents()) {
                routes.add(route(network.node(parent), node));
            }
        }
        this.heights = heights();
        this.tops = tops(heights);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i <= depth; i++) {
                List<Item> row = rows.get(down ? i : depth - i);
                if (sweep < SWEEPS / 2) {
                    row.sort(Comparator.comparingDouble(item -> wanted(item, down)));
                }
                place(row, down);
            }
        }
    }

    private Item item(int row, double width) {
        Item item = new Item(row, width);
        List<Item> all = rows.get(row);
        item.x = all.isEmpty() ? 0 : all.get(all.size() - 1).x + width + GAP;
        all.add(item);
        return item;
    }

    private static double width(Node node) {
        if (node.isDelay()) {
            return 2 * DELAY;
        }
        int letters = Math.max(
                node.name().length() + node.shape().toString().length() + 2,
                lines(node).stream().mapToInt(String::length).max().orElse(0));
        return letters * LETTER + GAP;
    }

    /** All boxes of a row are as high as the one that says most. */
    private double[] heights() {
        double[] most = new double[depth + 1];
        for (Node node : network.nodes()) {
            int row = nodes.get(node.index()).row;
            most[row] = Math.max(most[row], PADDING + LINE * lines(node).size());
        }
        return most;
    }

    private static double[] tops(double[] heights) {
        double[] tops = new double[heights.length];
        tops[0] = MARGIN;
        for (int row = 1; row < heights.length; row++) {
            tops[row] = tops[row - 1] + heights[row - 1] + BETWEEN;
        }
        return tops;
    }

    /** What a node is, all of it: a chain is broken between its functions, what is longer than a line between words. */
    private static List<String> lines(Node node) {
        List<String> pieces = new ArrayList<>();
        for (String function : node.describe().split("(?<= ·) ", -1)) {
            pieces.addAll(function.length() <= TEXT ? List.of(function) : List.of(function.split(" ", -1)));
        }
        List<String> lines = new ArrayList<>();
        String line = pieces.get(0);
        for (String piece : pieces.subList(1, pieces.size())) {
            if (line.length() + 1 + piece.length() <= TEXT) {
                line += " " + piece;
            } else {
                lines.add(line);
                line = piece;
            }
        }
        lines.add(line);
        return lines;
    }

    private Route route(Node parent, Node child) {
        List<Item> items = new ArrayList<>();
        items.add(nodes.get(parent.index()));
        Item end = nodes.get(child.index());
        for (int row = items.get(0).row + 1; row < end.row; row++) {
            items.add(item(row, BEND));
        }
        items.add(end);
        for (int i = 1; i < items.size(); i++) {
            items.get(i - 1).below.add(items.get(i));
            items.get(i).above.add(items.get(i - 1));
        }
        return new Route(parent.isDelay() || child.isDelay(), items);
    }

    private static double wanted(Item item, boolean down) {
        List<Item> near = down ? item.above : item.below;
        return near.stream().mapToDouble(other -> other.x).average().orElse(item.x);
    }

    /** Moves the items of a row to where they want to be, as far as the order and the gaps allow. */
    private static void place(List<Item> row, boolean down) {
        int count = row.size();
        double[] right = new double[count];
        double[] left = new double[count];
        for (int i = 0; i < count; i++) {
            double least = i == 0 ? Double.NEGATIVE_INFINITY : right[i - 1] + distance(row.get(i - 1), row.get(i));
            right[i] = Math.max(wanted(row.get(i), down), least);
        }
        for (int i = count - 1; i >= 0; i--) {
            double most =
                    i == count - 1 ? Double.POSITIVE_INFINITY : left[i + 1] - distance(row.get(i), row.get(i + 1));
            left[i] = Math.min(wanted(row.get(i), down), most);
        }
        for (int i = 0; i < count; i++) {
            row.get(i).x = (right[i] + left[i]) / 2;
        }
    }

    private static double distance(Item first, Item second) {
        return (first.width + second.width) / 2 + GAP;
    }

    String draw() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (List<Item> row : rows) {
            for (Item item : row) {
                least = Math.min(least, item.x - item.width / 2);
                most = Math.max(most, item.x + item.width / 2);
            }
        }
        double shift = MARGIN + LABELS - least;
        double width = most + shift + MARGIN;
        double height = bottom(depth) + MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                        + " font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\" role=\"img\">\n<title>%s</title>\n",
                width, height, width, height, escaped(title)));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (int row = 0; row <= depth; row++) {
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%.1f\" fill=\"#8a8a8a\">%d</text>\n",
                    MARGIN, (tops[row] + bottom(row)) / 2 + 4, depth - row));
        }
        routes.forEach(route -> svg.append(path(route, shift)));
        network.nodes().forEach(node -> svg.append(shape(node, shift)));
        return svg.append("</svg>\n").toString();
    }

    private double bottom(int row) {
        return tops[row] + heights[row];
    }

    private String path(Route route, double shift) {
        StringBuilder path = new StringBuilder();
        Item first = route.items().get(0);
        path.append(format("M%.1f %.1f", first.x + shift, bottom(first.row)));
        for (int i = 1; i < route.items().size(); i++) {
            Item from = route.items().get(i - 1);
            Item to = route.items().get(i);
            double start = bottom(from.row);
            double end = tops[to.row];
            double middle = (start + end) / 2;
            path.append(format(
                    " C%.1f %.1f %.1f %.1f %.1f %.1f",
                    from.x + shift, middle, to.x + shift, middle, to.x + shift, end));
            if (i < route.items().size() - 1) {
                path.append(format(" L%.1f %.1f", to.x + shift, bottom(to.row)));
            }
        }
        return format(
                "<path d=\"%s\" fill=\"none\" stroke=\"#5b6770\"%s/>\n",
                path, route.delayed() ? " stroke-dasharray=\"4 3\"" : "");
    }

    private String shape(Node node, double shift) {
        Item item = nodes.get(node.index());
        double x = item.x + shift;
        double top = tops[item.row];
        double bottom = bottom(item.row);
        StringBuilder shape = new StringBuilder("<g><title>" + escaped(told(node)) + "</title>");
        if (node.isDelay()) {
            return shape.append(format(
                            "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#5b6770\" stroke-dasharray=\"4 3\"/>"
                                    + "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#ffffff\" stroke=\"#5b6770\"/></g>\n",
                            x, top, bottom, x, (top + bottom) / 2, DELAY - 2))
                    .toString();
        }
        List<String> lines = lines(node);
        double first = (top + bottom - LINE * lines.size()) / 2 + 3;
        shape.append(format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"%s\" stroke=\"#5b6770\"/>"
                        + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#1d2327\">"
                        + "<tspan font-weight=\"bold\">%s</tspan>  %s</text>",
                x - item.width / 2,
                top,
                item.width,
                bottom - top,
                Drawing.color(node),
                x,
                first,
                escaped(node.name()),
                escaped(node.shape().toString())));
        for (int i = 0; i < lines.size(); i++) {
            shape.append(format(
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#3c464d\">%s</text>",
                    x, first + 2 + LINE * (i + 1), escaped(lines.get(i))));
        }
        return shape.append("</g>\n").toString();
    }

    /** What a viewer shows of a node under the mouse: one thing a line. */
    private String told(Node node) {
        List<String> told = new ArrayList<>();
        told.add(node.name() + " " + node.shape());
        told.add(node.describe());
        told.add("level " + network.level(node.index()));
        if (!node.parents().isEmpty()) {
            told.add("from "
                    + node.parents().stream()
                            .map(parent -> network.node(parent).name())
                            .collect(Collectors.joining(", ")));
        }
        for (int parameter : node.parameters()) {
            told.add(network.parameters().get(parameter).name() + " "
                    + network.parameters().get(parameter).shape());
        }
        return String.join("\n", told);
    }

    private static String escaped(String text) {
        return text.chars()
                .mapToObj(letter -> switch (letter) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    // A name may hold what no XML may.
                    default -> Character.isISOControl(letter) && letter != '\n' ? "\uFFFD" : Character.toString(letter);
                })
                .collect(Collectors.joining());
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
