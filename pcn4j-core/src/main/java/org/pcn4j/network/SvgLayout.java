package org.pcn4j.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lays a network out in rows by level, as Sugiyama, Tagawa and Toda 1981 do: an edge that skips rows passes through a
 * bend in each; the items of a row are ordered by the means of their neighbours, then moved under them without
 * overlapping.
 */
final class SvgLayout {
    private static final double ROW = 78;
    private static final double BOX = 50;
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
    private final int depth;
    private final List<Item> nodes = new ArrayList<>();
    private final List<List<Item>> rows = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    SvgLayout(Network network) {
        this.network = network;
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
                cut(node.describe()).length());
        return letters * LETTER + GAP;
    }

    private static String cut(String text) {
        return text.length() <= TEXT ? text : text.substring(0, TEXT - 1) + "…";
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
        double height = depth * ROW + BOX + 2 * MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                        + " font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\">%n",
                width, height, width, height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        for (int row = 0; row <= depth; row++) {
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%.1f\" fill=\"#8a8a8a\">%d</text>%n",
                    MARGIN, y(row) + BOX / 2 + 4, depth - row));
        }
        routes.forEach(route -> svg.append(path(route, shift)));
        network.nodes().forEach(node -> svg.append(shape(node, shift)));
        return svg.append("</svg>\n").toString();
    }

    private static double y(int row) {
        return MARGIN + row * ROW;
    }

    private static String path(Route route, double shift) {
        StringBuilder path = new StringBuilder();
        Item first = route.items().get(0);
        path.append(format("M%.1f %.1f", first.x + shift, y(first.row) + BOX));
        for (int i = 1; i < route.items().size(); i++) {
            Item from = route.items().get(i - 1);
            Item to = route.items().get(i);
            double start = y(from.row) + BOX;
            double end = y(to.row);
            double middle = (start + end) / 2;
            path.append(format(
                    " C%.1f %.1f %.1f %.1f %.1f %.1f",
                    from.x + shift, middle, to.x + shift, middle, to.x + shift, end));
            if (i < route.items().size() - 1) {
                path.append(format(" L%.1f %.1f", to.x + shift, end + BOX));
            }
        }
        return format(
                "<path d=\"%s\" fill=\"none\" stroke=\"#5b6770\"%s/>%n",
                path, route.delayed() ? " stroke-dasharray=\"4 3\"" : "");
    }

    private String shape(Node node, double shift) {
        Item item = nodes.get(node.index());
        double x = item.x + shift;
        double top = y(item.row);
        if (node.isDelay()) {
            return format(
                    "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#5b6770\" stroke-dasharray=\"4 3\"/>"
                            + "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#ffffff\" stroke=\"#5b6770\"/>%n",
                    x, top, top + BOX, x, top + BOX / 2, DELAY - 2);
        }
        return format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"%s\" stroke=\"#5b6770\"/>"
                        + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#1d2327\">"
                        + "<tspan font-weight=\"bold\">%s</tspan>  %s</text>"
                        + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#3c464d\">%s</text>%n",
                x - item.width / 2,
                top,
                item.width,
                BOX,
                Drawing.colour(node),
                x,
                top + 20,
                escaped(node.name()),
                escaped(node.shape().toString()),
                x,
                top + 38,
                escaped(cut(node.describe())));
    }

    private static String escaped(String text) {
        return text.chars()
                .mapToObj(letter -> switch (letter) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    default -> Character.toString(letter);
                })
                .collect(Collectors.joining());
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
